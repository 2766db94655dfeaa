/** Quotes any text for bash, zsh and POSIX shells. Single quotes also prevent history expansion of `!`. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_.,:/@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A TOML 1.0 basic string, with its quotes. */
export function tomlString(text: string): string {
  return JSON.stringify(text).replace(/\x7f/g, escaped);
}

/** ASCII-only JSON, which is safe to embed in text of any encoding. */
export function asciiJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(/[\x7f-\uffff]/g, escaped);
}

export function base64Text(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));
}
