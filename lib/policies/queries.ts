import { cache } from "react";
import { type Actor, assertSystemAdmin } from "@/lib/access/caller";
import { getDb } from "../db/client";
import { readableProject } from "../projects/access";
import { type EffectivePolicy, effectivePolicy } from "./permissions";
import { type PolicyRules, rulesOf } from "./rules";
import { type StoredPolicy, storedPolicies } from "./stored";

// Several parts of a page need the policies: one request reads them once.
const policiesOf = cache((projectId: number | null) => storedPolicies(getDb(), projectId));

/**
 * The rules that a project's robots follow. With null: the instance's, which system robots follow in every project.
 * Authorizes nothing: call it after a check.
 * @param seenFrom a project whose policies the request reads anyway: the instance's come with them
 */
export async function policyOf(projectId: number | null, seenFrom = projectId): Promise<EffectivePolicy> {
  const { instance, own } = await policiesOf(seenFrom);
  return projectId === null ? effectivePolicy(instance) : effectivePolicy(instance, own);
}

/** A policy, as its form is filled. */
export type PolicyDto = PolicyRules & { version: number };

const toDto = (policy: StoredPolicy): PolicyDto => ({ ...rulesOf(policy), version: policy.version });

/** @throws AppError NOT_FOUND to all but system admins */
export async function getInstancePolicy(actor: Actor): Promise<PolicyDto> {
  assertSystemAdmin(actor);
  return toDto((await policiesOf(null)).instance);
}

/**
 * A project's own policy and the instance's, for any role in the project.
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
 * The rules that a project's robots follow or, with null, system robots.
 * @throws AppError NOT_FOUND when the actor may not see the project, or is no system admin
 */
export async function getEffectivePolicy(actor: Actor, projectName: string | null): Promise<EffectivePolicy> {
  if (projectName === null) assertSystemAdmin(actor);
  const project = projectName === null ? null : await readableProject(actor, { name: projectName });
  return policyOf(project?.id ?? null);
}
