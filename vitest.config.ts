import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Neither UTC nor a whole number of hours away from it: a date made in the wrong zone shows. Workers inherit it.
process.env.TZ = "Asia/Kathmandu";

const root = fileURLToPath(new URL(".", import.meta.url));
const exclude = ["**/node_modules/**", ".next/**", "dist/**", "e2e/**"];

/** Every database test, against one kind of database; each file gets a migrated one of its own. */
const database = (name: string) => ({
  extends: true as const,
  test: {
    name,
    // Threads of one process begin sooner than processes, and there is one a file.
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
      // These drive the production build, so they run after it.
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
