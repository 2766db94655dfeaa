import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { daysAgo, makeProject, makeRobot, makeSystemRobot, makeUser } from "@/testing/builders";
import { startMailServer, type TestMailServer } from "@/testing/mail-server";
import { startReceiver, type TestReceiver } from "@/testing/receiver";
import { getDb } from "../db/client";
import { Courier } from "../jobs/courier";
import { mailSender } from "../mail/send";
import { refreshSecret } from "../robots/refresh";
import { setRobotDisabled, updateRobot } from "../robots/service";
import { webhookSender } from "../webhooks/deliver";
import { createWebhook } from "../webhooks/service";
import { getBell, markSeen } from "./bell";
import { digestOf } from "./digest";
import { setMyNotices } from "./my-notices";
import { handOn, remindersTask } from "./reminders-task";
import { setReminders } from "./service";

const settings = vi.hoisted(() => ({ now: {} as Record<string, unknown> }));
vi.mock("../env", async (original) => {
  const { env: real } = await original<typeof import("../env")>();
  return { env: () => ({ ...real(), ...settings.now }) };
});

let mail: TestMailServer;
let receiver: TestReceiver;
let admin: Actor;
let owner: Actor;
let project: { id: number; name: string };
let serial = 0;

beforeAll(async () => {
  [mail, receiver] = [await startMailServer({ disabledCommands: ["STARTTLS"] }), await startReceiver()];
  settings.now = {
    SMTP_URL: `smtp://127.0.0.1:${mail.port}?starttls=optional`,
    SMTP_FROM: "Purser <purser@example.com>",
    WEBHOOK_ALLOWED_HOSTS: "loopback",
  };
});
afterAll(() => Promise.all([mail.stop(), receiver.stop()]));

beforeEach(async () => {
  const db = getDb();
  await db.project.deleteMany();
  await db.robot.deleteMany();
  await db.user.deleteMany();
  await db.event.deleteMany();
  await db.outbox.deleteMany();
  await db.reminderSetting.deleteMany();
  await db.webhookEndpoint.deleteMany();
  mail.mails.length = 0;
  receiver.received.length = 0;
  const email = (who: string) => `${who}${++serial}@example.com`;
  [admin, owner] = [
    await makeUser({ isAdmin: true, email: email("admin") }),
    await makeUser({ email: email("owner") }),
  ];
  project = await makeProject({ admins: [owner], viewers: [await makeUser({ email: email("viewer") })] });
});

const DAY = 86_400;
const inDays = (days: number) => Math.floor(Date.now() / 1000) + Math.round(days * DAY);
const ending = (days: number, rest: Partial<Parameters<typeof makeRobot>[0]> = {}) =>
  makeRobot({ project, createdAt: daysAgo(100), expiresAt: inDays(days), ...rest });

/** What an instance does in an hour, on two instances at once. */
async function hour(): Promise<void> {
  const courier = () => new Courier({ handOn, senders: [webhookSender, mailSender] });
  const signal = new AbortController().signal;
  await Promise.all([remindersTask.run(signal), remindersTask.run(signal)]);
  await Promise.all([courier().run(), courier().run()]);
}
/** Makes yesterday's mails yesterday's. */
const nextDay = async () => {
  const sent = await getDb().outbox.findMany({ where: { kind: "mail" } });
  for (const { id, key } of sent) await getDb().outbox.update({ where: { id }, data: { key: `past ${id} ${key}` } });
};
const told = () => getDb().event.findMany({ where: { type: { startsWith: "robot.expir" } }, orderBy: { id: "asc" } });
const addressOf = async ({ id }: Actor) => (await getDb().user.findUniqueOrThrow({ where: { id } })).email;

test("whoever isn’t concerned any more when the mail is written gets none", async () => {
  const robot = await ending(6.5);
  await getDb().robot.update({ where: { id: robot.id }, data: { contact: "Team@example.com" } });
  await remindersTask.run(new AbortController().signal);
  await nextDay();
  await getDb().outbox.updateMany({ where: { kind: "reminder" }, data: { state: "waiting" } });
  await getDb().outbox.updateMany({ where: { kind: "mail" }, data: { state: "failed" } });
  await getDb().member.deleteMany({ where: { projectId: project.id, userId: owner.id } });
  await hour();
  expect(mail.mails.map(({ to }) => to)).toEqual(["team@example.com"]);
  expect(mail.mails[0]?.source).toContain(robot.loginName);
});

describe("a robot that expires in 7 days", () => {
  test("causes one mail, one signed webhook and one line under the bell, on two instances; extended, silence", async () => {
    const { secret } = await createWebhook(owner, {
      ...{ url: receiver.url, description: "", format: "standard", active: true, withAddresses: false },
      ...{ events: ["robot.expiring"], project: project.name },
    });
    const robot = await ending(6.5);
    await hour();
    await hour();
    expect(mail.mails.map(({ to }) => to)).toEqual([await addressOf(owner)]);
    expect(mail.mails[0]?.source).toContain(`Subject: ${robot.loginName} expires in 7 days`);
    expect(mail.mails[0]?.source).toContain("Auto-Submitted: auto-generated");
    expect(mail.mails[0]?.source).toContain("List-Unsubscribe: <");
    const [got, ...more] = receiver.received;
    expect(more).toEqual([]);
    expect(new Webhook(secret).verify(got?.body ?? "", got?.headers ?? {})).toMatchObject({
      type: "robot.expiring",
      data: { robot: { name: robot.loginName } },
    });
    expect((await getBell(owner)).notices.map(({ text }) => text)).toEqual([`${robot.loginName} expires in 7 days.`]);
    await updateRobot(owner, { id: robot.id, expiry: { kind: "days", days: 40 } });
    await nextDay();
    await hour();
    expect([mail.mails.length, receiver.received.length, (await getBell(owner)).notices]).toEqual([1, 1, []]);
    await getDb().robot.update({ where: { id: robot.id }, data: { expiresAt: BigInt(inDays(6)) } });
    await hour();
    expect([mail.mails.length, receiver.received.length]).toEqual([2, 2]);
  });

  test("is reminded of in each band once, and only of the nearest when several were missed", async () => {
    const robot = await ending(5);
    await hour();
    await hour();
    expect(await told()).toHaveLength(1);
    await getDb().robot.update({ where: { id: robot.id }, data: { expiresAt: BigInt(inDays(0.5)) } });
    await hour();
    await hour();
    expect((await told()).map(({ type }) => type)).toEqual(["robot.expiring", "robot.expiring"]);
    await getDb().robot.update({ where: { id: robot.id }, data: { expiresAt: BigInt(inDays(-0.01)) } });
    await hour();
    expect((await told()).map(({ type }) => type)).toEqual(["robot.expiring", "robot.expiring", "robot.expired"]);
  });

  test("is not reminded of when it is disabled, and a robot made for less than a band skips the band", async () => {
    const robot = await ending(5);
    await setRobotDisabled(owner, { id: robot.id, disabled: true });
    await makeRobot({ project, expiresAt: inDays(20), createdAt: new Date() });
    await hour();
    expect(await told()).toEqual([]);
  });
});

describe("an old secret that ends within a day", () => {
  const hours = (count: number) => Math.floor(Date.now() / 1000) + count * 3600;
  async function twoSecrets(endsAt: number, usedHoursAgo: number) {
    const robot = await ending(60);
    const replaced = daysAgo(3);
    const data = {
      ...{ secretChangedAt: replaced, oldSecretReplacedAt: replaced, oldSecretHash: "sha256$0" },
      ...{ oldSecretEndsAt: BigInt(endsAt), oldSecretUsedAt: new Date(Date.now() - usedHoursAgo * 3_600_000) },
      oldSecretUsedAddress: "10.1.2.3",
    };
    await getDb().robot.update({ where: { id: robot.id }, data });
    return robot;
  }
  const events = () => getDb().event.count({ where: { type: "robot.secret.ending" } });

  test("and was used within the last is told once, by mail at once and under the bell, until it is replaced", async () => {
    const robot = await twoSecrets(hours(20), 2);
    await hour();
    await hour();
    const text = `${robot.loginName} at 10.1.2.3 still uses its old secret, which ends within a day.`;
    expect(mail.mails.map(({ to }) => to)).toEqual([await addressOf(owner)]);
    expect(mail.mails[0]?.source.replaceAll(/=\r?\n|\r?\n /g, "")).toContain("still uses its old secret");
    expect((await getBell(owner)).notices.map((notice) => notice.text)).toEqual([text]);
    await refreshSecret(owner, { id: robot.id });
    await hour();
    expect([mail.mails.length, await events(), (await getBell(owner)).notices]).toEqual([1, 1, []]);
  });

  test("is nobody's concern when nothing uses it, when it ends later, or when an earlier release replaced both", async () => {
    await twoSecrets(hours(20), 30);
    await twoSecrets(hours(30), 2);
    const { id } = await twoSecrets(hours(20), 2);
    await getDb().robot.update({ where: { id }, data: { secretChangedAt: new Date() } });
    await hour();
    expect([mail.mails.length, await events()]).toEqual([0, 0]);
  });
});

test("the bell is silent about an expiry as long as lists don’t say that it is soon", async () => {
  await ending(20);
  await hour();
  expect([await getDb().event.count(), (await getBell(owner)).notices]).toEqual([1, []]);
});

describe("who is told", () => {
  test("is the contact, the admins with an address, and the project’s further addresses; each once", async () => {
    await setReminders(owner, { project: project.name, days: [60], addresses: ["team@example.com"] });
    const robot = await ending(50);
    await getDb().robot.update({ where: { id: robot.id }, data: { contact: "Dev@example.com" } });
    await hour();
    const receivers = [await addressOf(owner), "dev@example.com", "team@example.com"];
    expect(mail.mails.map(({ to }) => to).sort()).toEqual(receivers.sort());
  });

  test("is system admins for system robots, and nobody who turned it off", async () => {
    await makeSystemRobot({ grants: [], createdAt: daysAgo(100), expiresAt: inDays(3) });
    await setMyNotices(owner, { mailReminders: false, mailTrouble: true });
    await ending(3);
    await hour();
    expect(mail.mails.map(({ to }) => to)).toEqual([await addressOf(admin)]);
  });

  test("gets one mail a day; what comes later that day waits for the next", async () => {
    await ending(5);
    await hour();
    const late = await ending(6);
    await hour();
    expect(mail.mails).toHaveLength(1);
    await nextDay();
    await hour();
    expect(mail.mails).toHaveLength(2);
    expect(mail.mails[1]?.source).toContain(late.loginName);
  });

  test("without SMTP_URL is whoever looks at the bell or gets a webhook", async () => {
    const { SMTP_URL, ...rest } = settings.now;
    settings.now = { ...rest, SMTP_URL: undefined };
    await ending(5);
    await hour();
    settings.now = { ...rest, SMTP_URL };
    expect([mail.mails.length, (await getBell(owner)).notices.length]).toEqual([0, 1]);
  });
});

test("the bell counts what is new, and tells nobody of a project that they don’t administer", async () => {
  await ending(5);
  await hour();
  const { notices, unseen } = await getBell(owner);
  expect([notices.length, unseen]).toEqual([1, 1]);
  await markSeen(owner, { id: notices[0]?.id ?? 0 });
  expect((await getBell(owner)).unseen).toBe(0);
  const stranger = await makeUser();
  await makeProject({ admins: [stranger] });
  expect((await getBell(stranger)).notices).toEqual([]);
});

test("a digest lists a hundred robots by project, worst first, and says how many more there are", () => {
  const robots = Array.from({ length: 137 }, (_, index) => ({
    ...{ id: index, loginName: `robot_${index}`, project: `p${index % 3}`, expiresAt: inDays(137 - index) },
    ...{ lastUsedAt: null, isIdle: false },
  }));
  const { text, subject, html } = digestOf(robots, new Date());
  expect(subject).toBe("137 robot accounts expire soon");
  expect(text.match(/^- /gm)).toHaveLength(100);
  expect(text).toContain("And 37 more.");
  expect(text.indexOf("robot_136 expires within a day")).toBeGreaterThan(0);
  expect(text).not.toContain("robot_0 ");
  expect(html).toContain("?refresh");
});
