import { copyFileSync, mkdtempSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, inject } from "vitest";
import { disconnectDb } from "@/lib/db/client";

// Inside the template's folder, which is deleted after the last test.
const template = inject("sqliteTemplate");
const folder = mkdtempSync(join(dirname(template), "file-"));
copyFileSync(template, join(folder, "test.db"));
process.env.DATA_DIR = folder;
process.env.DATABASE_URL = `file:${join(folder, "test.db")}`;

afterAll(disconnectDb);
