"use client";
import { LoadError } from "@/components/shell/load-error";

type RobotsErrorProps = { error: unknown; retry: () => void };

export default function RobotsError(props: RobotsErrorProps) {
  return (
    <LoadError {...props} title="We couldn’t load the robot accounts">
      Nothing was changed, and robots keep working.
    </LoadError>
  );
}
