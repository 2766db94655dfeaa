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
  /** The form field that shows the error. */
  field: "expiry" | "duration" | "renewal";
};

/**
 * @throws AppError UNPROCESSABLE on the field, with the limit and what to choose instead
 */
export async function assertExpiryAllowed(tx: Tx, { projectId, expiresAt, now, field }: NewExpiry): Promise<void> {
  const fault = expiryFault(await policyFor(tx, projectId), daysAhead(expiresAt, now));
  if (fault) throw new AppError("UNPROCESSABLE", fault, { fields: { [field]: fault } });
}
