"use client";
import { LoadError } from "@/components/shell/load-error";

type RobotsErrorProps = { error: unknown; retry: () => void };

/** The list could not be loaded. */
export default function RobotsError(props: RobotsErrorProps) {
  return (
    <LoadError {...props} title="The robot accounts could not be loaded">
      Nothing has changed, and robots keep working.
    </LoadError>
  );
}
