import { isRandomSecret } from "../credentials/secret";
import { AppError } from "../errors";

/** Each takes a quarter of a second to stretch. */
const MAX_GUESSABLE = 500;

/** Counts a file's secrets that aren't random. @returns what throws AppError BAD_REQUEST when there are too many */
export function limitGuessable(): (secret: string | null | undefined) => void {
  let count = 0;
  return (secret) => {
    if (secret && !isRandomSecret(secret)) count += 1;
    if (count > MAX_GUESSABLE)
      throw new AppError("BAD_REQUEST", `More than ${MAX_GUESSABLE} secrets that aren’t random. Split the file.`);
  };
}
