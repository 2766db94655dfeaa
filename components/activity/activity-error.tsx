"use client";
import { LoadError } from "@/components/shell/load-error";

/** The log could not be read. */
export function ActivityError(props: { error: unknown; retry: () => void }) {
  return (
    <LoadError {...props} title="The activity could not be loaded">
      Nothing is lost: what happens meanwhile is still recorded.
    </LoadError>
  );
}
