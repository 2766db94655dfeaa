import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { postgresMigrationAdapter, sqliteMigrationAdapter } from "@/prisma/migration-adapters";
import { diffScript, migrationList, prismaFolder, schemaFiles, withSchemaEngine } from "@/prisma/schema-engine";

const url = process.env.DATABASE_URL ?? "";
const provider = url.startsWith("file:") ? "sqlite" : "postgresql";
const adapter = provider === "sqlite" ? sqliteMigrationAdapter(":memory:") : postgresMigrationAdapter(url);

/** The SQL from the migrations to the models, after applying `change` to the models' text. */
function missing(change: (content: string) => string = (content) => content): Promise<string> {
  const files = schemaFiles(provider).map((file) => ({ ...file, content: change(file.content) }));
  const from = { tag: "migrations", ...migrationList(provider) } as const;
  return withSchemaEngine(provider, adapter, (engine) => diffScript(engine, from, { tag: "schemaDatamodel", files }));
}

test("the migrations make exactly the tables of the models (else: npm run db:diff -- <name>)", async () => {
  expect(await missing()).toBe("");
});

test.for([
  ["a column that becomes optional", /(secretHash +String)\b/, "$1?"],
  ["a column that is new", /(model Robot \{)/, "$1\n  colour String?"],
  ["a foreign key that no longer cascades", /(references: \[id\]), onDelete: Cascade/, "$1, onDelete: Restrict"],
  ["an index that is gone", /@@index\(\[level, name\]\)/, ""],
  ["a default that changed", /@default\("success"\)/, '@default("fine")'],
] as const)("%s in the models shows as a difference", async ([, pattern, replacement]) => {
  expect(await missing((content) => content.replace(pattern, replacement))).not.toBe("");
});

test("both databases have migrations of the same names", () => {
  const names = (folder: string) => readdirSync(`${prismaFolder()}/${folder}/migrations`).sort();
  expect(names("sqlite")).toEqual(names("postgresql"));
});

test("every id is AUTOINCREMENT on SQLite and SERIAL on Postgres, so no id is reused", () => {
  const sql = migrationList(provider)
    .migrationDirectories.map(({ migrationFile }) =>
      migrationFile.content.tag === "ok" ? migrationFile.content.value : "",
    )
    .join("\n");
  const ids = sql.match(/"id" .*/g) ?? [];
  expect(ids.length).toBeGreaterThan(5);
  expect(ids.filter((id) => !/AUTOINCREMENT|SERIAL/.test(id))).toEqual([]);
});
