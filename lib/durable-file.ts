import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

/** `link` fails with these on file systems without hard links. */
const NO_LINKS = new Set(["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EMLINK"]);

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? "";

/**
 * Creates a file that only its owner can read and that survives a power loss once this returns. It gets its name after
 * all of it is on disk, so no one reads a partial file. Missing folders are created.
 * @returns false when the file already exists; it is then left unchanged
 */
export function createDurably(path: string, content: string | Uint8Array): boolean {
  if (existsSync(path)) return false;
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  const draft = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    writeSynced(draft, content);
    const isNew = nameExclusively(draft, path);
    syncFolder(folder);
    return isNew;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Gives a finished file its name, in place of any file that has it. The file survives a power loss once this returns. */
export function renameDurably(draft: string, path: string): void {
  const file = openSync(draft, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  syncFolder(dirname(path));
}

function writeSynced(path: string, content: string | Uint8Array): void {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const file = openSync(path, "wx", 0o600);
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Unlike a rename, a link never replaces a file that another process created in the meantime. */
function nameExclusively(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (!NO_LINKS.has(codeOf(error))) throw error;
  }
  if (existsSync(path)) return false;
  renameSync(draft, path);
  return true;
}

/** A file's name is stored in its folder, so the folder must be synced as well to survive a power loss. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const opened = openSync(folder, "r");
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
