/**
 * The one value of this process under `name`, made on first use. The server's bundle and Next's bundles each load a copy
 * of every module, so a variable of a module exists more than once.
 */
export function perProcess<T extends object>(name: string, make: () => T): T {
  const shared = globalThis as unknown as Record<symbol, T | undefined>;
  const key = Symbol.for(`purser.${name}`);
  const value = shared[key] ?? make();
  shared[key] = value;
  return value;
}
