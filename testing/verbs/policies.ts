import type { Actor } from "@/lib/access/caller";
import { setInstancePolicy, setProjectPolicy } from "@/lib/policies/service";
import { NOT_THEIR_PROJECT, type Scenario, SYSTEM_ADMINS_ONLY } from "./scenario";

const GRACE = { maxGraceDays: 0, apiGraceSeconds: 0 };
const RULES = { maxDays: 90, forbidNever: true, idleDays: 30, ...GRACE, disableOnReuse: true };
const AFTER = { maxDays: 90, never: "forbidden", idleDays: 30, ...GRACE, disableOnReuse: "forbidden" };
const NONE = { maxDays: null, never: "allowed", idleDays: null, maxGraceDays: null, apiGraceSeconds: null };
const INHERITED = { maxDays: "inherit", never: "inherit", idleDays: "inherit", maxGraceDays: "inherit" };

export const policyScenarios: Scenario[] = [
  {
    verb: setInstancePolicy,
    action: "policy.update",
    refuses: SYSTEM_ADMINS_ONLY,
    prepare: ({ admin }) => ({
      call: (actor: Actor) => setInstancePolicy(actor, { ...RULES, version: 0 }),
      by: admin,
      leaves: () => [{ details: { before: { ...NONE, disableOnReuse: "allowed" }, after: AFTER } }],
    }),
  },
  {
    verb: setInstancePolicy,
    action: "policy.update",
    title: "a later change",
    refuses: SYSTEM_ADMINS_ONLY,
    async prepare({ admin }) {
      await setInstancePolicy(admin, { ...RULES, version: 0 });
      return {
        call: (actor: Actor) => setInstancePolicy(actor, { ...RULES, maxDays: null, version: 1 }),
        by: admin,
        leaves: () => [{ details: { before: AFTER, after: { ...AFTER, maxDays: null } } }],
      };
    },
  },
  {
    verb: setProjectPolicy,
    action: "policy.update",
    refuses: NOT_THEIR_PROJECT,
    prepare: ({ owner, project }) => ({
      call: (actor: Actor) => setProjectPolicy(actor, { ...RULES, project: project.name, version: 0 }),
      by: owner,
      leaves: () => [
        {
          project,
          details: {
            before: { ...INHERITED, apiGraceSeconds: "inherit", disableOnReuse: "inherit" },
            after: AFTER,
          },
        },
      ],
    }),
  },
];
