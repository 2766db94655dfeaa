import { beforeAll, expect, test } from "vitest";
import { env } from "@/lib/env";
import { sealPrivateKey } from "@/lib/registry/keys";
import { migrate } from "@/prisma/migrate";
import { databaseAt, names, newDatabase, run, upTo } from "@/testing/migration-database";
import { checkDatabase } from "./findings";

const isSqlite = process.env.DATABASE_URL?.startsWith("file:") ?? false;
let url: string;

beforeAll(async () => {
  url = await databaseAt(names.length);
  const sealed = await sealPrivateKey("pem", "kid-1", env().AUTH_SECRET);
  await addKey("kid-1", sealed, "active:ES256");
});

async function addKey(kid: string, sealed: string, slot: string): Promise<void> {
  await run(
    url,
    `INSERT INTO "SigningKey" ("kid", "algorithm", "slot", "privateKeyEncrypted", "certificatePem", "publicJwk")
     VALUES ('${kid}', 'ES256', '${slot}', '${sealed}', '', '{}')`,
  );
}

async function faults(): Promise<Record<string, string>> {
  const found = (await checkDatabase(url)).filter(({ fault }) => fault !== null);
  return Object.fromEntries(found.map(({ subject, fault }) => [subject, fault ?? ""]));
}

test("a whole database has no faults, and the newest migration is named", async () => {
  const findings = await checkDatabase(url);
  expect(findings.filter(({ fault }) => fault !== null)).toEqual([]);
  expect(findings[0]?.note).toContain(names.at(-1));
});

test("an older database names the migrations that the next start applies", async () => {
  const older = await newDatabase();
  await migrate(older, upTo(names.length - 1));
  expect((await checkDatabase(older))[0]).toMatchObject({
    fault: null,
    note: expect.stringContaining(names.at(-1) ?? ""),
  });
});

test("rows that refer to a missing row are counted", async () => {
  const unchecked = isSqlite ? "PRAGMA foreign_keys = OFF;" : "SET session_replication_role = replica;";
  await run(url, `${unchecked} INSERT INTO "Member" ("projectId", "userId", "role") VALUES (1, 777, 'admin')`);
  expect(await faults()).toEqual({ references: expect.stringContaining("1 of Member refer to a missing User") });
  await run(url, `DELETE FROM "Member"`);
});

test("ids that would be used again are named, as after a restore without sequences", async () => {
  const rewind = (last: number) =>
    run(
      url,
      isSqlite
        ? `UPDATE sqlite_sequence SET seq = ${last} WHERE name = 'Robot'`
        : `SELECT setval('"Robot_id_seq"', ${Math.max(last, 1)}, ${last > 0})`,
    );
  await run(url, `DELETE FROM "RobotGrant"; UPDATE "Robot" SET "id" = 5;`);
  await rewind(1);
  expect(await faults()).toEqual({ ids: expect.stringContaining("Robot would continue at 2, but has 5") });
  await rewind(5);
  expect(await faults()).toEqual({});
});

test("a signing key that AUTH_SECRET doesn't decrypt is a fault", async () => {
  await addKey(
    "kid-2",
    await sealPrivateKey("pem", "kid-2", "another secret of thirty-two characters"),
    "announced:ES256",
  );
  expect(await faults()).toEqual({ "signing keys": expect.stringContaining("AUTH_SECRET differs") });
});

test("a newer database is a fault that names both migrations", async () => {
  await run(
    url,
    `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
     VALUES ('x', 'x', '29990101000000_later', CURRENT_TIMESTAMP, 1)`,
  );
  const { migrations } = await faults();
  expect(migrations).toContain("29990101000000_later");
  expect(migrations).toContain(names.at(-1));
});
