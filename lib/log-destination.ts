import { fstatSync, writeSync } from "node:fs";
import { perProcess } from "@/lib/per-process";

/** Writes what fits without waiting, and returns how many bytes that was. Never throws. */
export type Sink = (bytes: Buffer) => number;

/** Bytes buffered for a slow reader of a pipe. */
const MAX_WAITING_BYTES = 1024 * 1024;
const RETRY_MS = 1_000;

/**
 * Drops whole log lines when there is no room for them: a full disk or a stalled reader must not delay a response.
 * When there is room again, it logs how many lines were dropped.
 */
export class LogDestination {
  /** The rest of a line that was written in part. It must go out before anything else. */
  #rest: Buffer = Buffer.alloc(0);
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly sink: Sink) {}

  write(line: string): void {
    if (this.#catchUp() && this.#put(line)) return;
    this.#dropped++;
    this.#tryLater();
  }

  /** Writes what is overdue. @returns whether nothing is left */
  #catchUp(): boolean {
    if (this.#rest.length > 0) this.#rest = this.#rest.subarray(this.sink(this.#rest));
    if (this.#rest.length > 0) return false;
    if (this.#dropped === 0) return true;
    const msg = this.#dropped === 1 ? "1 log line was dropped" : `${this.#dropped} log lines were dropped`;
    const fields = { level: "warn", time: new Date().toISOString(), dropped: this.#dropped, msg };
    if (!this.#put(`${JSON.stringify(fields)}\n`)) return false;
    this.#dropped = 0;
    return this.#rest.length === 0;
  }

  #put(line: string): boolean {
    const bytes = Buffer.from(line);
    const written = this.sink(bytes);
    if (written === 0) return false;
    this.#rest = bytes.subarray(written);
    return true;
  }

  #tryLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (!this.#catchUp()) this.#tryLater();
    }, RETRY_MS).unref();
  }
}

/** A file, a device or a terminal. */
export function fileSink(fd: number): Sink {
  return (bytes) => {
    try {
      return writeSync(fd, bytes);
    } catch {
      return 0;
    }
  };
}

/** A pipe or a socket: Node buffers what it doesn't accept at once. */
export function streamSink(stream: NodeJS.WritableStream & { writableLength: number; destroyed?: boolean }): Sink {
  // The process outlives the reader of its log.
  stream.on("error", () => {});
  return (bytes) => {
    if (stream.destroyed || stream.writableLength > MAX_WAITING_BYTES) return 0;
    stream.write(bytes);
    return bytes.length;
  };
}

function standardOutput(): Sink {
  try {
    const kind = fstatSync(1);
    return kind.isFIFO() || kind.isSocket() ? streamSink(process.stdout) : fileSink(1);
  } catch {
    return fileSink(1);
  }
}

/** Standard output. One for the process: a line that was written in part must be finished before any other. */
export const logDestination = () => perProcess("log-destination", () => new LogDestination(standardOutput()));
