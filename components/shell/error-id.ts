/** "Error ID 123…" when the server logged this error under an id; else nothing. Never the message. */
export function errorId(error: unknown): string | null {
  if (!(error instanceof Error) || !("digest" in error)) return null;
  return typeof error.digest === "string" ? `Error ID ${error.digest}` : null;
}
