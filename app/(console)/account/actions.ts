"use server";
import { type ChangePasswordInput, changePasswordSchema } from "@/lib/people/schema";
import { changePassword } from "@/lib/people/service";
import { type ActionResult, answer, parseInput } from "@/lib/server/action";
import { requireSession } from "@/lib/server/actor";

/** Keeps this session and ends all others. */
export async function changePasswordAction(input: ChangePasswordInput): Promise<ActionResult<void>> {
  return answer(async () => {
    const { actor, sessionId } = await requireSession();
    await changePassword(actor, parseInput(changePasswordSchema, input), sessionId);
  });
}
