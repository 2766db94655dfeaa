import { format, stripVTControlCharacters } from "node:util";
import { toAppError } from "@/lib/db/errors";
import { log, redact } from "@/lib/log";
import { requestNotes } from "@/lib/request-notes";

type Level = "info" | "warn" | "error";

const LEVELS: Record<"debug" | "log" | "info" | "warn" | "error", Level> = {
  debug: "info",
  log: "info",
  info: "info",
  warn: "warn",
  error: "error",
};
const MAX_TEXT = 2_000;

/**
 * Turns what libraries write to the console into JSON log lines. Above all this is Next's errors: Next reports a failed
 * page nowhere else.
 */
export function logConsole(): void {
  for (const [name, level] of Object.entries(LEVELS))
    Object.assign(console, { [name]: (...args: unknown[]) => logArguments(level, args) });
  // Node's own listener would print to standard error.
  process.removeAllListeners("warning");
  process.on("warning", (warning) => log.warn({ err: warning }, "Node.js warning"));
}

function logArguments(level: Level, args: unknown[]): void {
  const error = args.find((value) => value instanceof Error);
  // An outage is logged elsewhere, once for all affected requests.
  if (error && toAppError(error)?.code === "UNAVAILABLE") return;
  const notes = requestNotes();
  const requestId = notes?.requestId;
  if (error && notes && !notes.isReached) {
    log.warn({ requestId, reason: error.message.slice(0, MAX_TEXT) }, "could not read a form or an action");
    return;
  }
  const words = args
    .filter((value) => value !== error)
    .map((value) => (typeof value === "string" ? value : redact(value)));
  // Next adds symbols and colors for terminals.
  const text = stripVTControlCharacters(format(...words))
    .replace(/^[\s⨯⚠]+/, "")
    .trim();
  log[level]({ requestId, ...(error && { err: error }) }, text.slice(0, MAX_TEXT) || "a page failed");
}
