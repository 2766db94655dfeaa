"use client";
import { LoadError } from "@/components/shell/load-error";

type ConsoleErrorProps = { error: unknown; retry: () => void };

/** A page that could not be loaded; the frame around it stays, so that other pages are one press away. */
export default function ConsoleError(props: ConsoleErrorProps) {
  return (
    <LoadError {...props} title="This page could not be loaded">
      Nothing was changed by this.
    </LoadError>
  );
}
