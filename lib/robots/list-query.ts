import { epochSeconds } from "@/lib/access/expiry";
import type { RobotListFilter } from "../db/robot-list";
import type { PolicyRules } from "../policies/rules";
import { searchWords } from "../text";
import { traitsOf } from "./filters";
import type { ListRobotsInput } from "./schema";

/** The columns that lists are sorted by. */
export const SORT_COLUMNS = {
  created: "createdAt",
  name: "name",
  expires: "expiresAt",
  lastUsed: "lastUsedAt",
} as const satisfies Record<ListRobotsInput["sort"], string>;

/** Null: nothing matches, because the policy has no rule for the filter. */
export function robotFilter(
  { status, q }: Pick<ListRobotsInput, "status" | "q">,
  policy: PolicyRules,
): RobotListFilter | null {
  const traits = traitsOf(status, { now: epochSeconds(), policies: [{ policy }] });
  return traits && { traits, words: searchWords(q) };
}
