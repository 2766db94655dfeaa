import { cache } from "react";
import type { Actor } from "@/lib/access/caller";
import { epochSeconds } from "@/lib/access/expiry";
import type { MemberId } from "../db/all-robots";
import { getDb } from "../db/client";
import type { RobotListFilter } from "../db/robot-list";
import type { EffectivePolicy } from "../policies/permissions";
import { type PolicyGroup, policyGroups } from "../policies/stored";
import { ROBOT_FILTER_KEYS, ROBOT_FILTERS, type RobotFilter, traitsOf } from "../robots/filters";
import { searchWords } from "../text";
import type { AllFilter } from "./schema";

export type PolicyGroups = [PolicyGroup, ...PolicyGroup[]];

// The list and its menu need them: one request reads them once.
export const groupsOfPolicies: () => Promise<PolicyGroups> = cache(() => policyGroups(getDb()));

/** System admins see every robot; others see those of the projects they are members of, and no system robots. */
export function memberIdOf(actor: Actor): MemberId {
  return actor.isAdmin ? null : actor.id;
}

/** Null: nothing matches, because no policy has a rule for the filter. */
export function allFilter({ q, status, holds }: AllFilter, groups: PolicyGroups): RobotListFilter | null {
  const traits = traitsOf(status, { now: epochSeconds(), policies: groups });
  return traits && { traits: [...traits, ...(holds ? [[{ holds }]] : [])], words: searchWords(q) };
}

/** The policy of a project's robots; null for system robots. */
export function policyIn([common, ...stricter]: PolicyGroups, projectId: number | null): EffectivePolicy {
  const own = stricter.find(({ homes }) => projectId !== null && "in" in homes && homes.in.includes(projectId));
  return (own ?? common).policy;
}

/** The filters a menu offers: those that any policy has a rule for, and those already chosen. */
export function offeredAnywhere(groups: PolicyGroups, chosen: readonly RobotFilter[]): RobotFilter[] {
  return ROBOT_FILTER_KEYS.filter((key) => {
    const { isOffered } = ROBOT_FILTERS[key];
    return chosen.includes(key) || !isOffered || groups.some(({ policy }) => isOffered(policy));
  });
}
