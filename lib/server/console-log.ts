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
 * Has whatever libraries write to the console, Next's errors first of all, appear in the log as one JSON line each. Next
 * has no other place to say that a page failed, so the request's notes get from here what its status must tell.
 */
export function logConsole(): void {
  for (const [name, level] of Object.entries(LEVELS))
    Object.assign(console, { [name]: (...given: unknown[]) => logGiven(level, given) });
  // Node's own listener would print to standard error.
  process.removeAllListeners("warning");
  process.on("warning", (warning) => log.warn({ err: warning }, "Node warns"));
}

function logGiven(level: Level, given: unknown[]): void {
  const error = given.find((value) => value instanceof Error);
  // Told, and logged with its cause, once for all the requests that meet it.
  if (error && toAppError(error)?.code === "UNAVAILABLE") return;
  const notes = requestNotes();
  const requestId = notes?.requestId;
  if (error && notes && !notes.isReached) {
    log.warn({ requestId, reason: error.message.slice(0, MAX_TEXT) }, "a form or an action could not be read");
    return;
  }
  const words = given
    .filter((value) => value !== error)
    .map((value) => (typeof value === "string" ? value : redact(value)));
  // Next's marks and colours are for a terminal.
  const text = stripVTControlCharacters(format(...words))
    .replace(/^[\s⨯⚠]+/, "")
    .trim();
  log[level]({ requestId, ...(error && { err: error }) }, text.slice(0, MAX_TEXT) || "a page failed");
}
