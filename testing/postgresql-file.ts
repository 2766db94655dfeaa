import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, inject } from "vitest";
import { disconnectDb } from "@/lib/db/client";
import { createDatabase } from "./postgres";

const { adminUrl, template } = inject("postgres");
const name = `purser_${randomUUID().replaceAll("-", "")}`;
await createDatabase(adminUrl, name, template);
const url = new URL(adminUrl);
url.pathname = `/${name}`;
const folder = mkdtempSync(join(tmpdir(), "purser-test-"));
process.env.DATA_DIR = folder;
process.env.DATABASE_URL = url.href;
process.env.AUTH_SECRET = "a secret of the tests, which nothing else uses";

afterAll(async () => {
  await disconnectDb();
  rmSync(folder, { recursive: true, force: true });
});
