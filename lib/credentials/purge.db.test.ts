import { expect, test } from "vitest";
import { makeUser } from "@/testing/builders";
import { getDb } from "../db/client";
import { env } from "../env";
import { purgeSessions } from "./purge";

const HOUR_MS = 3_600_000;
const from = (ms: number) => new Date(Date.now() + ms);

test("sessions that are too old or idle are deleted, over several slices; others stay", async () => {
  const { id: userId } = await makeUser();
  const idleMs = env().SESSION_IDLE_MINUTES * 60_000;
  const session = (tokenHash: string, expiresAt: Date, lastSeenAt: Date) => ({
    tokenHash,
    userId,
    expiresAt,
    lastSeenAt,
  });
  const over = Array.from({ length: 1201 }, (_, at) =>
    at % 2 ? session(`old-${at}`, from(-1000), from(0)) : session(`idle-${at}`, from(HOUR_MS), from(-idleMs - 1000)),
  );
  await getDb().session.createMany({ data: [...over, session("kept", from(HOUR_MS), from(-idleMs + HOUR_MS))] });
  expect(await purgeSessions()).toBe(1201);
  expect(await getDb().session.findMany({ select: { tokenHash: true } })).toEqual([{ tokenHash: "kept" }]);
});

test("a stopped purge deletes nothing else", async () => {
  const { id: userId } = await makeUser();
  await getDb().session.create({ data: { tokenHash: "over", userId, expiresAt: from(-1000) } });
  expect(await purgeSessions(AbortSignal.abort())).toBe(0);
});
