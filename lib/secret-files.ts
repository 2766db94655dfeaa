import { readFileSync } from "node:fs";

/** Settings that hold a secret: `<NAME>_FILE` may name a file that contains the value instead. */
export const SECRET_SETTINGS = [
  ...["AUTH_SECRET", "ADMIN_PASSWORD", "DATABASE_URL", "METRICS_TOKEN", "SMTP_URL", "SMTP_PASSWORD"],
] as const;

type Source = Record<string, string | undefined>;
type Read = {
  values: Source;
  /** What is wrong, one line for each setting, without any value. */
  faults: string[];
  /** Where the value of a setting came from, if from a file. */
  paths: Map<string, string>;
};

const REASONS: Record<string, string> = {
  ENOENT: "there is no such file",
  EACCES: "this user isn’t allowed to read it",
  EPERM: "this user isn’t allowed to read it",
  EISDIR: "it’s a folder",
  ENOTDIR: "there is no such file",
};

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return REASONS[code] ?? (code || "unknown error");
}

/** The value of each secret setting, from its file if one is named. Empty values count as not set. */
export function readSecretFiles(source: Source): Read {
  const values = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const read: Read = { values, faults: [], paths: new Map() };
  for (const name of SECRET_SETTINGS) {
    const path = values[`${name}_FILE`];
    if (path === undefined) continue;
    if (values[name] !== undefined) read.faults.push(`${name} and ${name}_FILE are both set: keep one`);
    else readOne(read, name, path);
  }
  return read;
}

function readOne(read: Read, name: string, path: string): void {
  try {
    // Editors and `echo` end a file with a newline, which isn't part of the secret.
    const value = readFileSync(path, "utf8").replace(/[\r\n]+$/, "");
    if (value === "") read.faults.push(`${name}_FILE ${path} is empty`);
    read.values[name] = value;
    read.paths.set(name, path);
  } catch (error) {
    read.faults.push(`${name}_FILE ${path} can’t be read: ${reasonOf(error)}`);
  }
}
