import { AppError } from "../errors";

/** Enough for a system robot with every permission in a thousand projects; only for callers who may create one. */
export const MAX_BODY_BYTES = 2 * 1024 * 1024;
/** More than enough for everything else. */
export const SMALL_BODY_BYTES = 64 * 1024;
const MAX_DEPTH = 32;
const READ_MS = 15_000;

/**
 * Reads the JSON body of a request.
 * @param limit in bytes
 * @throws AppError BAD_REQUEST if it isn't JSON, too large, nested too deep or too slow to arrive
 */
export async function readJson(request: Request, limit: number): Promise<unknown> {
  const text = decode(await readBytes(request, limit));
  if (isDeeperThan(MAX_DEPTH, text))
    throw new AppError("BAD_REQUEST", `the body is nested deeper than ${MAX_DEPTH} levels`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError("BAD_REQUEST", "the body must be JSON", { cause: error });
  }
}

/**
 * The pieces of an uploaded file as they arrive.
 * @param limit in bytes
 * @throws AppError BAD_REQUEST if it is too large, or nothing arrives for a while
 */
export async function* fileOf(request: Request, limit: number): AsyncGenerator<Uint8Array> {
  const reader = limit > 0 ? request.body?.getReader() : undefined;
  if (!reader) return;
  let size = Number(request.headers.get("content-length"));
  let read = 0;
  try {
    for (;;) {
      if (Math.max(size, read) > limit) throw new AppError("BAD_REQUEST", `the file is larger than ${limit} bytes`);
      size = 0;
      const { done, value } = await nextPiece(reader);
      if (done) return;
      read += value.byteLength;
      yield value;
    }
  } finally {
    // Otherwise the rest of a refused file would still be received.
    await reader.cancel().catch(() => {});
  }
}

async function nextPiece(reader: ReadableStreamDefaultReader<Uint8Array>) {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new AppError("BAD_REQUEST", `nothing arrived for ${READ_MS / 1000} seconds`);
    timer = setTimeout(() => reject(error), READ_MS);
  });
  try {
    return await Promise.race([reader.read(), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  const tooLarge = new AppError("BAD_REQUEST", `the body is larger than ${limit} bytes`);
  if (Number(request.headers.get("content-length")) > limit) throw tooLarge;
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new AppError("BAD_REQUEST", `the body did not arrive within ${READ_MS / 1000} seconds`);
    timer = setTimeout(() => reject(error), READ_MS);
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late]);
      if (done) return Buffer.concat(chunks);
      size += value.byteLength;
      if (size > limit) throw tooLarge;
      chunks.push(value);
    }
  } finally {
    clearTimeout(timer);
    reader.releaseLock();
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new AppError("BAD_REQUEST", "the body must be UTF-8", { cause: error });
  }
}

/** Counts open brackets outside strings in one pass: JSON.parse could overflow the stack. */
function isDeeperThan(limit: number, text: string): boolean {
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (isQuoted && char === "\\") at++;
    else if (char === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (char === "[" || char === "{") depth++;
    else if (char === "]" || char === "}") depth--;
    if (depth > limit) return true;
  }
  return false;
}
