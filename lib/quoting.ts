/** One word for bash, zsh and any POSIX shell, whatever it holds; single quotes also keep `!` from the shell's history. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_.,:/@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A TOML basic string (TOML 1.0), in its quotes. */
export function tomlString(text: string): string {
  return JSON.stringify(text).replace(/\x7f/g, escaped);
}

/** JSON in ASCII alone: it can stand inside any other text without being read differently. */
export function asciiJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(/[\x7f-\uffff]/g, escaped);
}

/** Base64 (RFC 4648) of the UTF-8 bytes of a text. */
export function base64Text(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
}
