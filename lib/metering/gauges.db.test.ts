import { beforeAll, expect, test } from "vitest";
import { daysAgo, inDays, makeProject, makeRobot, makeSystemRobot } from "@/testing/builders";
import { getDb } from "../db/client";
import { type Metrics, metrics } from "../metrics";
import { readGauges } from "./gauges";

let measured: Metrics;

beforeAll(async () => {
  process.env.METRICS_TOKEN = "a token that only this test has";
  const found = metrics();
  if (!found) throw new Error("metrics are off");
  measured = found;
  const strict = await makeProject({ name: "strict" });
  const lax = await makeProject({ name: "lax" });
  const old = { createdAt: daysAgo(100) };
  await makeRobot({ project: strict, name: "used", expiresAt: inDays(0.5), lastUsedAt: daysAgo(1), ...old });
  await makeRobot({ project: strict, name: "unused", expiresAt: inDays(5), lastUsedAt: daysAgo(20), ...old });
  await makeRobot({ project: lax, name: "never", expiresAt: inDays(20), lastUsedAt: daysAgo(20), ...old });
  await makeRobot({ project: lax, name: "expired", expiresAt: inDays(-1), ...old });
  await makeRobot({ project: lax, name: "disabled", disabled: true, expiresAt: inDays(0.5), ...old });
  await makeSystemRobot({
    name: "everywhere",
    expiresAt: inDays(60),
    grants: [{ kind: "project", projectId: null, access: "repository:pull" }],
    ...old,
  });
  const policy = { updatedByName: "ada" };
  await getDb().policy.create({ data: { scope: "instance", idleDays: 90, ...policy } });
  const own = { scope: `project:${strict.id}`, projectId: strict.id };
  await getDb().policy.create({ data: { ...own, idleDays: 10, ...policy } });
  const delivery = { eventKey: "evt_1", eventType: "robot.created", payload: "{}", nextAt: new Date() };
  await getDb().outbox.create({ data: { kind: "webhook", key: "waits", ...delivery } });
  await getDb().outbox.create({ data: { kind: "webhook", key: "sent", state: "sent", ...delivery } });
  await getDb().outbox.create({ data: { kind: "reminder", key: "later", state: "waiting", ...delivery } });
  const lastEndedAt = new Date("2026-11-27T23:00:00Z");
  const run = { dueAt: new Date(), lastEndedAt };
  await getDb().task.create({ data: { name: "backup", lastResult: "done", ...run } });
  await getDb().task.create({ data: { name: "broken", lastResult: "failed", ...run } });
  await readGauges(measured, new AbortController().signal);
});

async function valuesOf(name: string): Promise<Record<string, number>> {
  const found = (await measured.registry.getMetricsAsJSON()).find((metric) => metric.name === name);
  const values = (found?.values ?? []) as { labels: Record<string, unknown>; value: number }[];
  return Object.fromEntries(values.map(({ labels, value }) => [Object.values(labels).join(" "), value]));
}

test("robots are counted by level and status", async () => {
  expect(await valuesOf("purser_robots")).toEqual({
    "project active": 3,
    "project expired": 1,
    "project disabled": 1,
    "system active": 1,
    "system expired": 0,
    "system disabled": 0,
  });
});

test("only robots that work are counted as expiring soon", async () => {
  expect(await valuesOf("purser_robots_expiring")).toEqual({ "1d": 1, "7d": 2, "30d": 3 });
});

test("idle follows the project's policy where it is stricter than the instance's", async () => {
  // In the strict project the one last used 20 days ago, and the system robot that was never used in 100 days.
  expect(await valuesOf("purser_robots_idle")).toEqual({ "": 2 });
});

test("deliveries that wait are counted by kind", async () => {
  expect(await valuesOf("purser_outbox_pending")).toEqual({ webhook: 1, mail: 0, reminder: 1 });
});

test("only a success sets the time of a task", async () => {
  const at = Date.parse("2026-11-27T23:00:00Z") / 1000;
  expect(await valuesOf("purser_task_last_success_timestamp_seconds")).toEqual({ backup: at });
});

test("the signing key's certificate lasts for years", async () => {
  const { "": expiry = 0 } = await valuesOf("purser_signing_certificate_expiry_timestamp_seconds");
  expect(expiry).toBeGreaterThan(Date.now() / 1000 + 365 * 86_400);
});
