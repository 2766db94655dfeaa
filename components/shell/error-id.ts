/** "Error ID 123…" if the server logged the error; never the message. */
export function errorId(error: unknown): string | null {
  if (!(error instanceof Error) || !("digest" in error)) return null;
  return typeof error.digest === "string" ? `Error ID ${error.digest}` : null;
}
