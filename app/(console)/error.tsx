"use client";
import { LoadError } from "@/components/shell/load-error";

type ConsoleErrorProps = { error: unknown; retry: () => void };

/** A page that could not be loaded; the frame around it stays, so that other pages are one press away. */
export default function ConsoleError(props: ConsoleErrorProps) {
  return (
    <LoadError {...props} title="We couldn’t load this page">
      Nothing was changed.
    </LoadError>
  );
}
