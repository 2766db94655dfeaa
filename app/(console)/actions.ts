"use server";
import { redirect } from "next/navigation";
import { clearSessionCookie } from "@/lib/credentials/session-cookie";
import { signOut } from "@/lib/people/sign-in";
import { answer } from "@/lib/server/action";
import { requireSession } from "@/lib/server/actor";

/** Ends the session on the server and leads to the sign-in page, also when the session had ended already. */
export async function signOutAction(): Promise<void> {
  const result = await answer(async () => {
    const { actor, sessionId } = await requireSession();
    await signOut(actor, sessionId);
    await clearSessionCookie();
  });
  // Somebody who believes to be signed out while they are not is worse off than one who sees an error.
  if (!result.ok && result.code !== "UNAUTHORIZED") throw new Error("signing out failed");
  redirect("/login");
}
