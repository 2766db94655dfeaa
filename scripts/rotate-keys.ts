import { disconnectDb } from "@/lib/db/client";
import { AppError } from "@/lib/errors";
import { announceSigningKey, switchSigningKey } from "@/lib/registry/service";

const STEPS = `A rotation has two steps:
  npm run keys:rotate -- announce   makes the next key and lists it; give the new certificates or key set to every registry, restart them
  npm run keys:rotate -- switch     signs with it from now on; the old key stays listed until its last token has run out`;

/** `npm run keys:rotate -- announce | switch` */
export async function main([step]: string[]): Promise<void> {
  const actor = { type: "system", name: "keys:rotate", address: null, requestId: null } as const;
  try {
    if (step === "announce") console.log(`Announced ${await announceSigningKey(actor)}.\n${STEPS}`);
    else if (step === "switch") console.log(`${await switchSigningKey(actor)} signs from now on.`);
    else throw new AppError("BAD_REQUEST", STEPS);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  } finally {
    await disconnectDb();
  }
}
