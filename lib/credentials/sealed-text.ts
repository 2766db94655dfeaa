import { hkdfSync } from "node:crypto";
import { CompactEncrypt, compactDecrypt } from "jose";
import { env } from "../env";

/** What a text is for: text sealed for one purpose can't be opened for another. */
type Purpose = "webhook secret";

const keyFor = (purpose: Purpose) => new Uint8Array(hkdfSync("sha256", env().AUTH_SECRET, "", `purser ${purpose}`, 32));

/** Encrypts a secret that has to be used again: AES-256-GCM under a key derived from AUTH_SECRET, as a compact JWE. */
export function seal(purpose: Purpose, text: string): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
    .encrypt(keyFor(purpose));
}

/** Undoes {@link seal}. @throws Error if AUTH_SECRET differs from the one it was sealed with */
export async function open(purpose: Purpose, sealed: string): Promise<string> {
  const options = { keyManagementAlgorithms: ["dir"], contentEncryptionAlgorithms: ["A256GCM"] };
  const opened = await compactDecrypt(sealed, keyFor(purpose), options).catch(() => null);
  if (!opened)
    throw new Error(`a stored ${purpose} can't be decrypted: AUTH_SECRET differs from the one it was encrypted with`);
  return new TextDecoder().decode(opened.plaintext);
}
