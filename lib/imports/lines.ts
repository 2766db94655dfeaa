import { AppError } from "../errors";
import { MAX_IMPORT_BYTES } from "./schema";

const MAX_LINE = 1024 * 1024;

export type Line = { number: number; text: string };

/** Decodes a file piece by piece. @throws AppError BAD_REQUEST if it is too large or isn't UTF-8 */
async function* decoded(file: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let size = 0;
  try {
    for await (const piece of file) {
      size += piece.byteLength;
      if (size > MAX_IMPORT_BYTES) throw new AppError("BAD_REQUEST", "The file is larger than 64 MiB. Split it.");
      yield decoder.decode(piece, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw new AppError("BAD_REQUEST", "The file isn’t UTF-8 text.", { cause: error });
    throw error;
  }
}

/** The lines of a file that aren't empty. Errors as {@link wholeText}, and for a line of more than 1 MiB. */
export async function* linesOf(file: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let rest = "";
  let number = 0;
  for await (const piece of decoded(file)) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > MAX_LINE) throw new AppError("BAD_REQUEST", `Line ${number + lines.length + 1} is too long.`);
    for (const text of lines) {
      number += 1;
      if (text.trim() !== "") yield { number, text: text.replace(/\r$/, "") };
    }
  }
  if (rest.trim() !== "") yield { number: number + 1, text: rest.replace(/\r$/, "") };
}

/** @throws AppError BAD_REQUEST if the file is larger than `limit` characters or isn't UTF-8 */
export async function wholeText(file: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const pieces: string[] = [];
  let length = 0;
  for await (const piece of decoded(file)) {
    length += piece.length;
    if (length > limit) throw new AppError("BAD_REQUEST", "The file is too large.");
    pieces.push(piece);
  }
  return pieces.join("");
}
