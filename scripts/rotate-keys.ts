import { rotateKeys } from "@/operations/keys";
import { UsageError } from "@/operations/verb";

/** `npm run keys:rotate -- announce | switch` */
export async function main([step]: string[]): Promise<void> {
  try {
    await rotateKeys(step, "keys:rotate");
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
