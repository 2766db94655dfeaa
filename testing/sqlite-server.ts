import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { migrate } from "@/prisma/migrate";

declare module "vitest" {
  interface ProvidedContext {
    /** A migrated SQLite file that no process has open. */
    sqliteTemplate: string;
  }
}

/** Migrates one SQLite file for all test files to copy. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "purser-sqlite-"));
  const template = join(folder, "template.db");
  await migrate(`file:${template}`);
  project.provide("sqliteTemplate", template);
  return () => rmSync(folder, { recursive: true, force: true });
}
