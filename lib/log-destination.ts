import { fstatSync, writeSync } from "node:fs";

/** Where lines go: takes as many bytes as there is space for now, and says how many. Never waits, never throws. */
export type Sink = (bytes: Buffer) => number;

/** What may wait for a slow reader of a pipe. */
const MAX_WAITING_BYTES = 1024 * 1024;
/** How long after a dropped line it is tried again to say so. */
const RETRY_MS = 1_000;

/**
 * Writes log lines where there is space and drops them, whole, where there is none: a full disk or a reader that has
 * stopped must not hold up a reply. When there is space again it says how many were dropped.
 */
export class LogDestination {
  /** The end of a line of which a part is out: nothing else may come before it. */
  #rest: Buffer = Buffer.alloc(0);
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly sink: Sink) {}

  write(line: string): void {
    if (this.#catchUp() && this.#put(line)) return;
    this.#dropped++;
    this.#tryLater();
  }

  /** Says whether nothing that is owed is left. */
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

/** A pipe or a socket: Node keeps what it does not take at once. */
export function streamSink(stream: NodeJS.WritableStream & { writableLength: number; destroyed?: boolean }): Sink {
  // A reader that is gone is no reason to end.
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

const KEY = Symbol.for("purser.log.destination");
// On globalThis: the server's bundle and Next's bundles each have a copy of this module.
const shared = globalThis as { [KEY]?: LogDestination };

/** Standard output, for everything that this process writes there. */
export function logDestination(): LogDestination {
  shared[KEY] ??= new LogDestination(standardOutput());
  return shared[KEY];
}
