import { createServer } from "node:net";
import type { Actor } from "@/lib/access/caller";
import { getDb } from "@/lib/db/client";
import { databaseNow } from "@/lib/db/clock";
import { sendTestMail } from "@/lib/mail/service";
import { setMyNotices } from "@/lib/reminders/my-notices";
import { setReminders } from "@/lib/reminders/service";
import { findEndpoint, noteDelivery } from "@/lib/webhooks/deliver";
import { testWebhook } from "@/lib/webhooks/ping";
import type { WebhookColumns } from "@/lib/webhooks/schema";
import { sendAgain, sendFailedAgain } from "@/lib/webhooks/send-again";
import { createWebhook, deleteWebhook, rotateWebhookSecret, updateWebhook } from "@/lib/webhooks/service";
import { type Cast, changedSettings, NOBODY, NOT_THEIR_PROJECT, type Scenario, SYSTEM_ADMINS_ONLY } from "./scenario";

const columns = (): WebhookColumns => ({
  ...{ url: "https://192.0.43.8/hooks/one", description: "", active: true, withAddresses: false },
  format: "standard",
  events: ["robot.created"],
});
const FACTS = {
  ...{ host: "192.0.43.8", description: "", format: "standard", active: true, withAddresses: false },
  events: ["robot.created"],
};
const targetName = "192.0.43.8";

async function webhookOf({ owner, project }: Cast): Promise<number> {
  return (await createWebhook(owner, { ...columns(), project: project.name })).id;
}

async function deliveryOf(cast: Cast): Promise<{ id: number; webhook: number }> {
  const webhook = await webhookOf(cast);
  const row = { kind: "webhook", key: `k ${webhook}`, eventKey: "evt_1", eventType: "robot.created", state: "failed" };
  const data = { ...row, endpointId: webhook, payload: "{}", nextAt: await databaseNow(), endedAt: new Date() };
  return { ...(await getDb().outbox.create({ data, select: { id: true } })), webhook };
}

export const webhookScenarios: Scenario[] = [
  {
    verb: noteDelivery,
    action: "webhook.disable",
    refuses: NOBODY,
    async prepare(cast) {
      const { id, webhook } = await deliveryOf(cast);
      const lease = { leaseBy: "this instance", leaseUntil: new Date() };
      const claimed = await getDb().outbox.update({
        where: { id },
        data: { state: "pending", endedAt: null, ...lease },
      });
      const reply = { status: 410, text: "", retryAfter: undefined };
      return {
        call: async () => {
          const endpoint = await findEndpoint(webhook);
          if (!endpoint) throw new Error("no webhook");
          return noteDelivery(
            { ...claimed, leaseBy: "this instance" },
            endpoint,
            {},
            { durationMs: 1, reply, error: null },
          );
        },
        by: cast.owner,
        leaves: () => [
          {
            actor: { type: "system", name: "system", address: null, requestId: null },
            project: cast.project,
            targetName,
            details: { reason: "gone" },
          },
        ],
      };
    },
  },
  {
    verb: createWebhook,
    action: "webhook.create",
    refuses: NOT_THEIR_PROJECT,
    prepare: ({ owner, project }) => ({
      call: (actor: Actor) => createWebhook(actor, { ...columns(), project: project.name }),
      by: owner,
      leaves: () => [{ project, targetName, details: { after: FACTS } }],
    }),
  },
  {
    verb: createWebhook,
    action: "webhook.create",
    title: "on the instance",
    refuses: SYSTEM_ADMINS_ONLY,
    prepare: ({ admin }) => ({
      call: (actor: Actor) => createWebhook(actor, { ...columns(), project: null }),
      by: admin,
      leaves: () => [{ targetName, details: { after: FACTS } }],
    }),
  },
  {
    verb: updateWebhook,
    action: "webhook.update",
    refuses: NOT_THEIR_PROJECT,
    async prepare(cast) {
      const id = await webhookOf(cast);
      return {
        call: (actor: Actor) => updateWebhook(actor, { id, description: "chat" }),
        by: cast.owner,
        leaves: () => [
          { project: cast.project, targetName, details: { before: FACTS, after: { ...FACTS, description: "chat" } } },
        ],
      };
    },
  },
  {
    verb: rotateWebhookSecret,
    action: "webhook.rotate-secret",
    refuses: NOT_THEIR_PROJECT,
    async prepare(cast) {
      const id = await webhookOf(cast);
      return {
        call: (actor: Actor) => rotateWebhookSecret(actor, { id }),
        by: cast.owner,
        leaves: () => [{ project: cast.project, targetName }],
      };
    },
  },
  {
    verb: deleteWebhook,
    action: "webhook.delete",
    refuses: NOT_THEIR_PROJECT,
    async prepare(cast) {
      const id = await webhookOf(cast);
      return {
        call: (actor: Actor) => deleteWebhook(actor, { id }),
        by: cast.owner,
        leaves: () => [{ project: cast.project, targetName, details: { before: FACTS } }],
      };
    },
  },
  {
    verb: testWebhook,
    action: "webhook.test",
    refuses: NOT_THEIR_PROJECT,
    async prepare(cast) {
      const id = await webhookOf(cast);
      return {
        call: (actor: Actor) => testWebhook(actor, { id }),
        by: cast.owner,
        leaves: () => [{ project: cast.project, targetName }],
      };
    },
  },
  {
    verb: sendAgain,
    action: "webhook.send-again",
    refuses: NOT_THEIR_PROJECT,
    async prepare(cast) {
      const { id } = await deliveryOf(cast);
      return {
        call: (actor: Actor) => sendAgain(actor, { id }),
        by: cast.owner,
        leaves: () => [{ project: cast.project, targetName, details: { event: "robot.created", count: 1 } }],
      };
    },
  },
  {
    verb: sendFailedAgain,
    action: "webhook.send-again",
    refuses: NOT_THEIR_PROJECT,
    async prepare(cast) {
      const { webhook: id } = await deliveryOf(cast);
      return {
        call: (actor: Actor) => sendFailedAgain(actor, { id, hours: 1 }),
        by: cast.owner,
        leaves: () => [{ project: cast.project, targetName, details: { hours: 1, count: 1 } }],
      };
    },
  },
];

const OLD = { before: { days: [30, 7, 1, 0], addresses: [] }, after: { days: [14], addresses: ["ops@example.com"] } };

export const noticeScenarios: Scenario[] = [
  {
    verb: setReminders,
    action: "reminders.update",
    refuses: SYSTEM_ADMINS_ONLY,
    prepare: ({ admin }) => ({
      call: (actor: Actor) => setReminders(actor, { project: null, days: [14], addresses: ["ops@example.com"] }),
      by: admin,
      leaves: () => [{ details: OLD }],
    }),
  },
  {
    verb: setReminders,
    action: "reminders.update",
    title: "of a project",
    refuses: NOT_THEIR_PROJECT,
    prepare: ({ owner, project }) => ({
      call: (actor: Actor) => setReminders(actor, { project: project.name, days: [90], addresses: [] }),
      by: owner,
      leaves: () => [
        { project, details: { before: { days: [], addresses: [] }, after: { days: [90], addresses: [] } } },
      ],
    }),
  },
  {
    verb: setMyNotices,
    action: "user.change-notices",
    refuses: NOBODY,
    prepare: ({ owner }) => ({
      call: (actor: Actor) => setMyNotices(actor, { mailReminders: false, mailTrouble: true }),
      by: owner,
      leaves: () => [
        {
          targetName: owner.username,
          details: {
            before: { mailReminders: true, mailTrouble: true },
            after: { mailReminders: false, mailTrouble: true },
          },
        },
      ],
    }),
  },
  {
    verb: sendTestMail,
    action: "mail.test",
    refuses: SYSTEM_ADMINS_ONLY,
    onlyLogs: true,
    async prepare({ admin }) {
      const port = await closedPort();
      changedSettings.now = { SMTP_URL: `smtp://127.0.0.1:${port}`, SMTP_FROM: "purser@example.com" };
      return {
        call: (actor: Actor) => sendTestMail(actor, { to: "ops@example.com" }),
        by: admin,
        leaves: () => [{ details: { sent: false } }],
      };
    },
  },
];

/** A port that nothing listens on. */
function closedPort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : 1));
    });
  });
}
