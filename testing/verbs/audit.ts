import { expect } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { purgeAudit, setRetention } from "@/lib/activity/retention";
import { getDb } from "@/lib/db/client";
import { daysAgo } from "@/testing/builders";
import { NOBODY, type Scenario, SYSTEM_ADMINS_ONLY } from "./scenario";

const DAYS = 3_000;

/** Stores three rows that a retention of so many days no longer keeps, and the setting. */
async function oldRows(): Promise<void> {
  const old = { at: daysAgo(DAYS + 1), actorType: "user", actorName: "old", action: "robot.update" };
  await getDb().auditEvent.createMany({ data: [old, old, old] });
  await getDb().setting.create({ data: { key: "audit.retention", value: JSON.stringify({ days: DAYS }) } });
}

export const auditScenarios: Scenario[] = [
  {
    verb: setRetention,
    action: "audit.set-retention",
    refuses: SYSTEM_ADMINS_ONLY,
    prepare: ({ admin }) => ({
      call: (actor: Actor) => setRetention(actor, { days: 90 }),
      by: admin,
      leaves: () => [{ details: { before: { days: null }, after: { days: 90 } } }],
    }),
  },
  {
    verb: purgeAudit,
    action: "audit.purge",
    refuses: NOBODY,
    async prepare({ admin }) {
      await oldRows();
      const details = { count: 3, cutoff: expect.any(String), days: DAYS };
      return {
        call: () => purgeAudit(),
        by: admin,
        leaves: () => [{ actor: { type: "system", name: "system", address: null, requestId: null }, details }],
      };
    },
  },
];
