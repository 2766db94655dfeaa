"use server";
import { redirect } from "next/navigation";
import { browserTokens, setBrowserTokens } from "@/lib/credentials/session-cookie";
import type { FieldErrors } from "@/lib/errors";
import { signInSchema } from "@/lib/people/schema";
import { signIn } from "@/lib/people/sign-in";
import { answer, parseInput, requireForm } from "@/lib/server/action";
import { requestContext } from "@/lib/server/actor";
import { localPath } from "./local-path";

/** Never contains the password. */
export type SignInState = { username: string; message: string | null; fields: FieldErrors };

/** A plain form post, so it works without JavaScript. */
export async function signInAction(_before: SignInState, given: FormData): Promise<SignInState> {
  const form = requireForm(given);
  const result = await answer(async () => {
    const input = parseInput(signInSchema, Object.fromEntries(form));
    await setBrowserTokens(await signIn(await requestContext(), input, await browserTokens()));
  });
  if (result.ok) redirect(localPath(form.get("next")));
  const username = form.get("username");
  return {
    username: typeof username === "string" ? username.slice(0, 256) : "",
    message: result.fields ? null : result.message,
    fields: result.fields ?? {},
  };
}
