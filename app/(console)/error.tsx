"use client";
import { LoadError } from "@/components/shell/load-error";

type ConsoleErrorProps = { error: unknown; retry: () => void };

/** Keeps the frame, so that other pages stay one click away. */
export default function ConsoleError(props: ConsoleErrorProps) {
  return (
    <LoadError {...props} title="We couldn’t load this page">
      Nothing was changed.
    </LoadError>
  );
}
