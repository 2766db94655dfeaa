import type { Actor } from "@/lib/access/caller";
import { canManageProject } from "@/lib/access/roles";
import { recordAudit } from "../audit/service";
import { admit, type Claim, instanceClaim, systemAdminsOnly, writeAs } from "../authority/claim";
import { getDb } from "../db/client";
import { lockInstance } from "../db/standing";
import { AppError } from "../errors";
import { manageableProject, readableProject } from "../projects/access";
import type { ReminderRules, SetRemindersInput } from "./schema";
import { scopeOf, storedRules } from "./stored";

const SYSTEM_ADMINS_ONLY = "Only system admins can change the instance’s reminders.";

/**
 * Sets when reminders are sent, and to which further addresses: for the instance, or what a project adds.
 * @throws AppError NOT_FOUND or FORBIDDEN by role
 */
export async function setReminders(actor: Actor, { project, days, addresses }: SetRemindersInput): Promise<void> {
  const action = "reminders.update";
  const { home, claim } = await homeOf(actor, project);
  const projectId = home?.id ?? null;
  await writeAs(
    claim,
    async (tx) => {
      if (!home) await lockInstance(tx, "reminders");
      const before = await storedRules(tx, projectId);
      const scope = scopeOf(projectId);
      const data = { days: days.join(" "), addresses: addresses.join(" "), updatedAt: new Date() };
      await tx.reminderSetting.upsert({ where: { scope }, create: { scope, projectId, ...data }, update: data });
      const after: ReminderRules = { days, addresses };
      if (JSON.stringify(before) !== JSON.stringify(after))
        await recordAudit(tx, { actor, action, project: home, details: { before, after } });
    },
    { alone: true },
  );
}

async function homeOf(
  actor: Actor,
  project: string | null,
): Promise<{ home: { id: number; name: string } | null; claim: Claim }> {
  const action = "reminders.update";
  if (project !== null) {
    const { claim, ...home } = await manageableProject(actor, { name: project }, { action });
    return { home, claim };
  }
  const claim = instanceClaim(actor, { action }, systemAdminsOnly(SYSTEM_ADMINS_ONLY));
  await admit(claim);
  return { home: null, claim };
}

/**
 * The rules of the instance, or what a project adds.
 * @throws AppError NOT_FOUND for those who can't change them
 */
export async function getReminders(actor: Actor, project: string | null): Promise<ReminderRules> {
  const hidden = new AppError("NOT_FOUND", "This page does not exist.");
  if (project === null) {
    if (!actor.isAdmin) throw hidden;
    return storedRules(getDb(), null);
  }
  const { id, role } = await readableProject(actor, { name: project });
  if (!canManageProject(role)) throw hidden;
  return storedRules(getDb(), id);
}

/** The days that apply to the whole instance, which any member may know. */
export async function instanceDays(): Promise<readonly number[]> {
  return (await storedRules(getDb(), null)).days;
}
