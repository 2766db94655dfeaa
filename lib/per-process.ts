/**
 * The value of this process under `name`, made on first use. The server's bundle and Next's bundles each load their own
 * copy of every module, so a module-level variable exists more than once.
 */
export function perProcess<T extends object>(name: string, make: () => T): T {
  const shared = globalThis as unknown as Record<symbol, T | undefined>;
  const key = Symbol.for(`purser.${name}`);
  const value = shared[key] ?? make();
  shared[key] = value;
  return value;
}
