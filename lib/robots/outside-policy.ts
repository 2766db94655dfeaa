import { type Actor, assertSystemAdmin } from "@/lib/access/caller";
import { getDb } from "../db/client";
import { COUNT_TAKE, type Page, type Paging, pageOrLast, skipTake, toPage } from "../pagination";
import { effectivePolicy, outsideExpiry } from "../policies/permissions";
import { policyOf } from "../policies/queries";
import type { PolicyRules } from "../policies/rules";
import { storedPolicies } from "../policies/stored";
import { readableProject } from "../projects/access";
import { type Robot, toRobot } from "./robot";

/** A robot whose expiry the policy would no longer allow. */
export type OutsideRobot = Pick<Robot, "id" | "loginName" | "status" | "expiresAt"> & {
  /** Null for a system robot. */
  project: string | null;
};

/** The robots that the confirmation before saving names. */
const SAMPLE: Paging = { page: 1, size: 15 };

/**
 * One page of all robots outside the instance's policy, the latest expiry first.
 * @throws AppError NOT_FOUND to all but system admins
 */
export async function listOutsideInstance(actor: Actor, input: Paging): Promise<Page<OutsideRobot>> {
  assertSystemAdmin(actor);
  return findOutside({}, await policyOf(null), input);
}

/**
 * One page of a project's robots outside the policy they follow.
 * @throws AppError NOT_FOUND when the actor may not see the project
 */
export async function listOutsideProject(
  actor: Actor,
  projectName: string,
  input: Paging,
): Promise<Page<OutsideRobot>> {
  const project = await readableProject(actor, { name: projectName });
  return findOutside({ projectId: project.id }, await policyOf(project.id), input);
}

/**
 * The robots that a new policy of the instance would leave outside.
 * @throws AppError NOT_FOUND to all but system admins
 */
export async function previewInstancePolicy(actor: Actor, rules: PolicyRules): Promise<Page<OutsideRobot>> {
  assertSystemAdmin(actor);
  return findOutside({}, effectivePolicy(rules), SAMPLE);
}

/**
 * The robots that a new policy of the project would leave outside.
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

/** The requested page, or the last one. One index serves it: the condition is a range of expiries. */
async function findOutside(
  where: { projectId?: number },
  policy: PolicyRules,
  input: Paging,
): Promise<Page<OutsideRobot>> {
  const expiresAt = outsideExpiry(policy);
  if (!expiresAt) return toPage([], 0, input);
  const db = getDb();
  return pageOrLast(input, async (paging) => {
    const [rows, counted] = await Promise.all([
      db.robot.findMany({
        where: { ...where, expiresAt },
        orderBy: [{ expiresAt: "desc" }, { id: "desc" }],
        ...skipTake(paging),
        select: { id: true, loginName: true, disabled: true, expiresAt: true, project: { select: { name: true } } },
      }),
      db.robot.count({ where: { ...where, expiresAt }, take: COUNT_TAKE }),
    ]);
    const robots = rows.map(({ project, ...row }) => {
      const { disabled: _, ...robot } = toRobot(row);
      return { ...robot, project: project?.name ?? null };
    });
    return toPage(robots, counted, paging);
  });
}
