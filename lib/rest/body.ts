import { AppError } from "../errors";

/** Room for a system robot with a thousand projects and everything allowed in each, for those who may make one. */
export const MAX_BODY_BYTES = 2 * 1024 * 1024;
/** Room for everything else, many times over. */
export const SMALL_BODY_BYTES = 64 * 1024;
const MAX_DEPTH = 32;
const READ_MS = 15_000;

/**
 * The JSON that a request carries.
 * @param limit most bytes that are read
 * @throws AppError BAD_REQUEST when it is none, too large, nested too deep or too slow to come
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

async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  const tooLarge = new AppError("BAD_REQUEST", `the body is larger than ${limit} bytes`);
  if (Number(request.headers.get("content-length")) > limit) throw tooLarge;
  const reader = request.body?.getReader();
  if (!reader) return new Uint8Array();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new AppError("BAD_REQUEST", `the body did not come within ${READ_MS / 1000} seconds`);
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

/** Whether brackets outside strings are open more than `limit` deep, found without parsing and in one pass. */
function isDeeperThan(limit: number, text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted && char === "\\") at++;
    else if (char === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (char === "[" || char === "{") depth++;
    else if (char === "]" || char === "}") depth--;
    if (depth > limit) return true;
  }
  return false;
}
