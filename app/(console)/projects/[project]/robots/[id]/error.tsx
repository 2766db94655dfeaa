"use client";
import { LoadError } from "@/components/shell/load-error";

type RobotErrorProps = { error: unknown; retry: () => void };

/** The robot could not be loaded. */
export default function RobotError(props: RobotErrorProps) {
  return (
    <LoadError {...props} title="This robot account could not be loaded">
      Nothing has changed, and it keeps working.
    </LoadError>
  );
}
