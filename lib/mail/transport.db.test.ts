import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeUser } from "@/testing/builders";
import { startMailServer, type TestMailServer } from "@/testing/mail-server";
import { getDb } from "../db/client";
import { Courier } from "../jobs/courier";
import { mailSender } from "./send";
import { sendTestMail } from "./service";

const settings = vi.hoisted(() => ({ now: {} as Record<string, unknown> }));
vi.mock("../env", async (original) => {
  const { env: real } = await original<typeof import("../env")>();
  return { env: () => ({ ...real(), SMTP_FROM: "purser@example.com", ...settings.now }) };
});

const running: TestMailServer[] = [];
async function serverOf(...options: Parameters<typeof startMailServer>): Promise<TestMailServer> {
  const server = await startMailServer(...options);
  running.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});
beforeEach(() => getDb().outbox.deleteMany());

const file = (name: string, text: string) => {
  const path = join(process.env.DATA_DIR ?? "", name);
  writeFileSync(path, text);
  return path;
};

const letter = { subject: "Hello", text: "Text", html: "<p>Text</p>", unsubscribe: null };
async function queue(): Promise<void> {
  const row = {
    kind: "mail",
    key: "one",
    eventKey: "evt_one",
    eventType: "robot.expiring",
    receiver: "ops@example.com",
  };
  await getDb().outbox.create({ data: { ...row, payload: JSON.stringify(letter), nextAt: new Date(0) } });
}
const send = () => new Courier({ handOn: async () => {}, senders: [mailSender] }).run();
const row = () => getDb().outbox.findUniqueOrThrow({ where: { key: "one" } });

describe("mail", () => {
  test("goes through STARTTLS with a password from a file and our own authority", async () => {
    const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
      extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }],
    });
    const { port, mails } = await serverOf({ authOptional: false, key, cert });
    const [SMTP_CA_FILE, SMTP_PASSWORD] = [file("ca.pem", cert), "open sesame"];
    settings.now = { SMTP_URL: `smtp://purser@localhost:${port}`, SMTP_CA_FILE, SMTP_PASSWORD };
    await queue();
    await send();
    expect(await row()).toMatchObject({ state: "sent" });
    expect(mails[0]?.source).toContain("Message-ID: <evt_one@");
    settings.now = { ...settings.now, SMTP_CA_FILE: undefined };
    const admin = await makeUser({ isAdmin: true });
    const answer = await sendTestMail(admin, { to: "ops@example.com" });
    expect(answer).toMatchObject({ sent: false, answer: expect.stringMatching(/certificate|encryption/) });
  });

  test("is not sent without encryption unless the address allows it", async () => {
    const { port, mails } = await serverOf({ disabledCommands: ["STARTTLS"] });
    const admin = await makeUser({ isAdmin: true });
    settings.now = { SMTP_URL: `smtp://127.0.0.1:${port}` };
    expect(await sendTestMail(admin, { to: "ops@example.com" })).toMatchObject({ sent: false });
    expect(mails).toEqual([]);
    settings.now = { SMTP_URL: `smtp://127.0.0.1:${port}?starttls=never` };
    expect(await sendTestMail(admin, { to: "ops@example.com" })).toEqual({ sent: true, answer: "250 taken" });
  });

  test.each([
    [451, "pending"],
    [550, "failed"],
  ])("that the server refuses with %i is %s, with its answer", async (responseCode, state) => {
    const { port } = await serverOf({
      disabledCommands: ["STARTTLS"],
      onRcptTo: (_address, _session, callback) => callback(Object.assign(new Error("not here"), { responseCode })),
    });
    settings.now = { SMTP_URL: `smtp://127.0.0.1:${port}?starttls=never` };
    await queue();
    await send();
    expect(await row()).toMatchObject({ state, attempts: 1, lastError: `${responseCode} not here` });
  });

  test("with a wrong password waits, and tells nobody the password", async () => {
    const { port } = await serverOf({ disabledCommands: ["STARTTLS"], authOptional: false });
    settings.now = { SMTP_URL: `smtp://purser:hunter2@127.0.0.1:${port}?starttls=never` };
    await queue();
    await send();
    expect(await row()).toMatchObject({ state: "pending", attempts: 1 });
    expect(JSON.stringify(await row())).not.toContain("hunter2");
  });
});
