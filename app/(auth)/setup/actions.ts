"use server";
import { redirect } from "next/navigation";
import { browserTokens, setBrowserTokens } from "@/lib/credentials/session-cookie";
import type { FieldErrors } from "@/lib/errors";
import { completeSetup } from "@/lib/people/first-admin";
import { setupSchema } from "@/lib/people/schema";
import { signIn } from "@/lib/people/sign-in";
import { answer, parseInput, requireForm } from "@/lib/server/action";
import { requestContext } from "@/lib/server/actor";

/** Never contains a password. */
export type SetupState = {
  code: string;
  username: string;
  name: string;
  message: string | null;
  fields: FieldErrors;
  /** Someone else finished setup first; only signing in is left. */
  closed: boolean;
};

function typedText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.slice(0, 256) : "";
}

/** A plain form post, so it works without JavaScript. */
export async function setupAction(_before: SetupState, given: FormData): Promise<SetupState> {
  const form = requireForm(given);
  const result = await answer(async () => {
    const input = parseInput(setupSchema, Object.fromEntries(form));
    await completeSetup(await requestContext(), input);
    return input;
  });
  if (!result.ok)
    return {
      code: typedText(form, "code"),
      username: typedText(form, "username"),
      name: typedText(form, "name"),
      message: result.fields ? null : result.message,
      fields: result.fields ?? {},
      closed: result.code === "CONFLICT",
    };
  const signedIn = await answer(async () =>
    setBrowserTokens(await signIn(await requestContext(), result.data, await browserTokens())),
  );
  redirect(signedIn.ok ? "/projects" : "/login");
}
