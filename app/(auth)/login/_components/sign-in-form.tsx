"use client";
import { useEffect, useRef } from "react";
import { useServerForm } from "@/components/action/use-server-form";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PasswordInput } from "@/components/ui/password-input";
import { type SignInState, signInAction } from "../actions";

const EMPTY: SignInState = { username: "", message: null, fields: {} };

/** After a failed attempt everything typed stays, and focus moves to the field to correct. */
export function SignInForm({ next }: { next: string }) {
  const { state, pending, form } = useServerForm(signInAction, EMPTY);
  const usernameRef = useRef<HTMLInputElement>(null);
  const passwordRef = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // On a slow network someone may be typing already.
    if (state === EMPTY && document.activeElement !== document.body) return;
    const atUsername = state === EMPTY || state.fields.username !== undefined;
    (atUsername ? usernameRef : passwordRef).current?.focus();
  }, [state]);
  return (
    <form {...form} noValidate className="flex flex-col gap-4">
      {state.message ? <Alert tone="error">{state.message}</Alert> : null}
      <input type="hidden" name="next" value={next} />
      <Field label="Username" error={state.fields.username}>
        <Input
          ref={usernameRef}
          name="username"
          size="lg"
          defaultValue={state.username}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
        />
      </Field>
      <Field label="Password" error={state.fields.password}>
        <PasswordInput ref={passwordRef} name="password" size="lg" autoComplete="current-password" />
      </Field>
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        Sign in
      </Button>
    </form>
  );
}
