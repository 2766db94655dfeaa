/** `documents[0].robots[2].name`, as errors name a place in a body. */
export function pathText(path: readonly PropertyKey[]): string {
  const parts = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`));
  return parts.join("").replace(/^\./, "");
}

/** The inverse of {@link pathText}, for the start of an error; null if it doesn't name a place. */
export function placeIn(message: string): { path: (string | number)[]; rest: string } | null {
  const [whole, place] = /^((?:[A-Za-z]+|\[\d+\])(?:\.[A-Za-z]+|\[\d+\])*): /.exec(message) ?? [];
  if (!whole || !place?.startsWith("documents[")) return null;
  const keys = place.match(/[A-Za-z]+|\d+/g) ?? [];
  return { path: keys.map((key) => (/^\d/.test(key) ? Number(key) : key)), rest: message.slice(whole.length) };
}
