import type { Tx } from "../db/transaction";
import { AppError } from "../errors";
import { daysAhead, expiryFault } from "./permissions";
import { policyFor } from "./stored";

type NewExpiry = {
  /** The robot's project; null for a system robot. */
  projectId: number | null;
  /** Epoch seconds, -1 for never. */
  expiresAt: number;
  now: number;
  /** The field of the form that is at fault. */
  field: "expiry" | "duration";
};

/**
 * Refuses an expiry that the policy does not allow to be set now.
 * @throws AppError UNPROCESSABLE on the field, naming the limit and what to choose
 */
export async function assertExpiryAllowed(tx: Tx, { projectId, expiresAt, now, field }: NewExpiry): Promise<void> {
  const fault = expiryFault(await policyFor(tx, projectId), daysAhead(expiresAt, now));
  if (fault) throw new AppError("UNPROCESSABLE", fault, { fields: { [field]: fault } });
}
