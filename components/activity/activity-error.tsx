"use client";
import { LoadError } from "@/components/shell/load-error";

export function ActivityError(props: { error: unknown; retry: () => void }) {
  return (
    <LoadError {...props} title="We couldn’t load the activity">
      Nothing is lost: activity is still being recorded.
    </LoadError>
  );
}
