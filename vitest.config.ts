import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Not a whole number of hours from UTC, so that a date in the wrong time zone fails a test. Workers inherit it.
process.env.TZ = "Asia/Kathmandu";

const root = fileURLToPath(new URL(".", import.meta.url));
const exclude = ["**/node_modules/**", ".next/**", "dist/**", "e2e/**"];

/** All database tests on one kind of database. Each file gets its own migrated database. */
const database = (name: string) => ({
  extends: true as const,
  test: {
    name,
    // Each file gets its own worker, and threads start faster than processes.
    pool: "threads" as const,
    include: ["**/*.db.test.ts"],
    exclude,
    globalSetup: `testing/${name}-server.ts`,
    setupFiles: `testing/${name}-file.ts`,
  },
});

export default defineConfig({
  root,
  resolve: {
    alias: { "@": root.replace(/[\\/]$/, "") },
  },
  test: {
    testTimeout: 30_000,
    hookTimeout: 90_000,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["**/*.test.ts", "scripts/*.test.mjs"],
          exclude: [...exclude, "**/*.db.test.ts"],
        },
      },
      database("sqlite"),
      database("postgresql"),
      // These need the production build.
      { extends: true, test: { name: "process", include: ["e2e/process/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "rest",
          include: ["e2e/rest/*.test.ts"],
          globalSetup: "e2e/rest/servers.ts",
          testTimeout: 120_000,
        },
      },
      { extends: true, test: { name: "registry", include: ["e2e/registry/*.test.ts"] } },
      { extends: true, test: { name: "clients", include: ["e2e/registry/clients/*.test.ts"] } },
    ],
  },
});
