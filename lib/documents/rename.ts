import { AppError } from "../errors";
import type { Step } from "./steps";

/**
 * A robot's name is what clients log in with, so it can't change: one that goes while another with the same permissions
 * comes would cut them off.
 * @throws AppError CONFLICT naming both
 */
export function assertNoRename(steps: readonly Step[]): void {
  const gone = steps.filter(({ change }) => change.action === "delete");
  for (const { at, change } of steps) {
    if (change.action !== "create") continue;
    const before = gone.find((step) => held(step, "from") === held({ change }, "to"));
    if (!before) continue;
    const message = `${before.change.name} would become ${change.name}, with another login name and secret. Keep the name, or accept that with --allow-replace`;
    throw new AppError("CONFLICT", `${at}: ${message}`, { fields: { [at]: message } });
  }
}

/** What a robot may do. */
function held({ change: { fields } }: Pick<Step, "change">, side: "from" | "to"): string {
  return JSON.stringify(
    ["permissions", "repositories", "projects", "system"].map((key) => fields[key]?.[side] ?? null),
  );
}
