"use server";
import { redirect } from "next/navigation";
import { clearSessionCookie } from "@/lib/credentials/session-cookie";
import { signOut } from "@/lib/people/sign-in";
import { answer } from "@/lib/server/action";
import { requireSession } from "@/lib/server/actor";

/** Redirects to the sign-in page even if the session had already ended. */
export async function signOutAction(): Promise<void> {
  const result = await answer(async () => {
    const { actor, sessionId } = await requireSession();
    await signOut(actor, sessionId);
    await clearSessionCookie();
  });
  // Believing you are signed out when you aren't is worse than seeing an error.
  if (!result.ok && result.code !== "UNAUTHORIZED") throw new Error("signing out failed");
  redirect("/login");
}
