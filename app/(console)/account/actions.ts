"use server";
import { type ActionResult, answer, parseInput } from "@/lib/action";
import { requireSession } from "@/lib/auth/actor";
import { type ChangePasswordInput, changePasswordSchema } from "@/lib/users/schema";
import { changePassword } from "@/lib/users/service";

/** Changes one's own password. This session stays, the others end. */
export async function changePasswordAction(input: ChangePasswordInput): Promise<ActionResult<void>> {
  return answer(async () => {
    const { actor, sessionId } = await requireSession();
    await changePassword(actor, parseInput(changePasswordSchema, input), sessionId);
  });
}
