import type { Actor } from "../auth/context";
import { getDb } from "../db/client";
import { AppError } from "../errors";
import { COUNT_TAKE, type Page, pageOrLast, skipTake, toPage } from "../pagination";
import { readableProject } from "../projects/access";
import { type Robot, toRobot } from "../robots/robot";
import { type EffectivePolicy, effectivePolicy, outsideExpiry, type PolicyRules } from "./permissions";
import type { OutsidePageInput } from "./schema";
import { policyFor, type StoredPolicy, storedPolicies } from "./stored";

/** A policy as its form starts from it. */
export type PolicyDto = PolicyRules & { version: number };

/** A robot whose expiry could not be set now. Never carries a secret's hash. */
export type OutsideRobot = Pick<Robot, "id" | "loginName" | "status" | "expiresAt"> & {
  /** Null: a system robot. */
  project: string | null;
};

/** How many robots a question before saving names. */
const SAMPLE: OutsidePageInput = { page: 1, size: 15 };

function requireSystemAdmin(actor: Actor): void {
  if (!actor.isAdmin) throw new AppError("NOT_FOUND", "This page does not exist.");
}

const toDto = ({ maxDays, forbidNever, idleDays, version }: StoredPolicy): PolicyDto => ({
  maxDays,
  forbidNever,
  idleDays,
  version,
});

/**
 * What the instance forbids.
 * @throws AppError NOT_FOUND to all but system admins
 */
export async function getInstancePolicy(actor: Actor): Promise<PolicyDto> {
  requireSystemAdmin(actor);
  return toDto((await storedPolicies(getDb(), null)).instance);
}

/**
 * What a project forbids itself, and the instance's rules that hold in any case. Any role in the project reads it.
 * @throws AppError NOT_FOUND when the actor may not see the project
 */
export async function getProjectPolicy(
  actor: Actor,
  projectName: string,
): Promise<{ own: PolicyDto; instance: PolicyDto }> {
  const project = await readableProject(actor, { name: projectName });
  const { own, instance } = await storedPolicies(getDb(), project.id);
  return { own: toDto(own), instance: toDto(instance) };
}

/**
 * What holds for the robots of a project or, with null, for system robots: those follow the instance's policy, wherever
 * they reach.
 * @throws AppError NOT_FOUND when the actor may not see the project, or is no system admin
 */
export async function getEffectivePolicy(actor: Actor, projectName: string | null): Promise<EffectivePolicy> {
  if (projectName === null) requireSystemAdmin(actor);
  const project = projectName === null ? null : await readableProject(actor, { name: projectName });
  return policyFor(getDb(), project?.id ?? null);
}

/**
 * One page of all robots that are outside the instance's policy, the furthest expiry first.
 * @throws AppError NOT_FOUND to all but system admins
 */
export async function listOutsideInstance(actor: Actor, input: OutsidePageInput): Promise<Page<OutsideRobot>> {
  requireSystemAdmin(actor);
  return findOutside({}, await policyFor(getDb(), null), input);
}

/**
 * One page of a project's robots that are outside the policy that holds there.
 * @throws AppError NOT_FOUND when the actor may not see the project
 */
export async function listOutsideProject(
  actor: Actor,
  projectName: string,
  input: OutsidePageInput,
): Promise<Page<OutsideRobot>> {
  const project = await readableProject(actor, { name: projectName });
  return findOutside({ projectId: project.id }, await policyFor(getDb(), project.id), input);
}

/**
 * The robots that would be outside if the instance's policy were this.
 * @throws AppError NOT_FOUND to all but system admins
 */
export async function previewInstancePolicy(actor: Actor, rules: PolicyRules): Promise<Page<OutsideRobot>> {
  requireSystemAdmin(actor);
  return findOutside({}, effectivePolicy(rules), SAMPLE);
}

/**
 * The robots that would be outside if the project's own policy were this.
 * @throws AppError NOT_FOUND when the actor may not see the project
 */
export async function previewProjectPolicy(
  actor: Actor,
  { project: projectName, ...rules }: PolicyRules & { project: string },
): Promise<Page<OutsideRobot>> {
  const project = await readableProject(actor, { name: projectName });
  const { instance } = await storedPolicies(getDb(), project.id);
  return findOutside({ projectId: project.id }, effectivePolicy(instance, rules), SAMPLE);
}

/** The page asked for, or the last one when there are fewer by now. Along one index: the condition is a range of expiries. */
async function findOutside(
  where: { projectId?: number },
  policy: PolicyRules,
  input: OutsidePageInput,
): Promise<Page<OutsideRobot>> {
  const expiresAt = outsideExpiry(policy);
  if (!expiresAt) return toPage([], 0, input);
  const db = getDb();
  return pageOrLast(input, async (asked) => {
    const [rows, counted] = await Promise.all([
      db.robot.findMany({
        where: { ...where, expiresAt },
        orderBy: [{ expiresAt: "desc" }, { id: "desc" }],
        ...skipTake(asked),
        select: { id: true, loginName: true, disabled: true, expiresAt: true, project: { select: { name: true } } },
      }),
      db.robot.count({ where: { ...where, expiresAt }, take: COUNT_TAKE }),
    ]);
    const robots = rows.map(({ project, ...row }) => {
      const { disabled: _, ...robot } = toRobot(row);
      return { ...robot, project: project?.name ?? null };
    });
    return toPage(robots, counted, asked);
  });
}
