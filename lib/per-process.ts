const keys = new Map<string, symbol>();

function keyOf(name: string): symbol {
  const known = keys.get(name);
  if (known) return known;
  const key = Symbol.for(`purser.${name}`);
  keys.set(name, key);
  return key;
}

/**
 * The value of this process under `name`, made on first use. The server's bundle and Next's bundles each load their own
 * copy of every module, so a module-level variable exists more than once.
 */
export function perProcess<T extends object>(name: string, make: () => T): T {
  const shared = globalThis as unknown as Record<symbol, T | undefined>;
  const key = keyOf(name);
  const known = shared[key];
  if (known) return known;
  const value = make();
  shared[key] = value;
  return value;
}
