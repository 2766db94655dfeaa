import { cache } from "react";
import type { Actor } from "@/lib/access/caller";
import { getDb } from "../db/client";
import { AppError } from "../errors";
import { readableProject } from "../projects/access";
import { type EffectivePolicy, effectivePolicy, type PolicyRules } from "./permissions";
import { type StoredPolicy, storedPolicies } from "./stored";

// The parts of a page share one read.
const policiesOf = cache((projectId: number | null) => storedPolicies(getDb(), projectId));

/**
 * The policy that a project's robots follow or, with null, the instance's, which system robots follow everywhere.
 * Authorizes nothing: for verbs that did.
 * @param seenFrom the project whose policies the request reads anyway
 */
export async function policyOf(projectId: number | null, seenFrom = projectId): Promise<EffectivePolicy> {
  const { instance, own } = await policiesOf(seenFrom);
  return projectId === null ? effectivePolicy(instance) : effectivePolicy(instance, own);
}

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
  return toDto((await policiesOf(null)).instance);
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
  const { own, instance } = await policiesOf(project.id);
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
  return policyOf(project?.id ?? null);
}
