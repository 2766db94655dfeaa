"use client";
import { LoadError } from "@/components/shell/load-error";

type RobotErrorProps = { error: unknown; retry: () => void };

export default function RobotError(props: RobotErrorProps) {
  return (
    <LoadError {...props} title="We couldn’t load this robot account">
      Nothing was changed, and it keeps working.
    </LoadError>
  );
}
