import type { Actor } from "@/lib/access/caller";
import { getDb } from "../db/client";
import { AppError } from "../errors";
import { readableProject } from "../projects/access";
import type { EffectivePolicy, PolicyRules } from "./permissions";
import { policyFor, type StoredPolicy, storedPolicies } from "./stored";

/** A policy as its form starts from it. */
export type PolicyDto = PolicyRules & { version: number };

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
