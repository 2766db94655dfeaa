import { disconnectDb } from "@/lib/db/client";
import { AppError } from "@/lib/errors";
import { announceSigningKey, switchSigningKey } from "@/lib/registry/service";
import { StartError } from "@/lib/start-error";
import { UsageError, type Verb } from "@/operations/verb";

const STEPS = `A rotation has two steps:
  announce   creates the next key and lists it; then give every registry the new certificates or key set, and restart it
  switch     signs with it from now on; the old key stays listed until its last token has expired`;

/** @param name who did it, for the activity */
export async function rotateKeys(step: string | undefined, name: string): Promise<number> {
  const actor = { type: "system", name, address: null, requestId: null } as const;
  try {
    if (step === "announce") console.log(`Announced ${await announceSigningKey(actor)}.\n${STEPS}`);
    else if (step === "switch") console.log(`${await switchSigningKey(actor)} is now the signing key.`);
    else throw new UsageError(STEPS);
    return 0;
  } catch (error) {
    throw error instanceof AppError ? new StartError(error.message) : error;
  } finally {
    await disconnectDb();
  }
}

export const keys: Verb = {
  usage: "keys announce | switch",
  summary: "rotates the signing key of the token service, in two steps",
  operands: 1,
  run: ([step]) => rotateKeys(step, "purser keys"),
};
