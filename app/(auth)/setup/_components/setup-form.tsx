"use client";
import { useEffect, useRef } from "react";
import { useServerForm } from "@/components/action/use-server-form";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Link } from "@/components/ui/link";
import { PasswordInput } from "@/components/ui/password-input";
import { PASSWORD_HINT } from "@/lib/people/schema";
import { type SetupState, setupAction } from "../actions";

const EMPTY: SetupState = { code: "", username: "", name: "", message: null, fields: {}, closed: false };

/** After a failed attempt everything typed stays; without JavaScript, everything but the passwords. */
export function SetupForm() {
  const { state, pending, form } = useServerForm(setupAction, EMPTY);
  const formRef = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // On a slow network someone may be typing already.
    if (state === EMPTY && document.activeElement !== document.body) return;
    const invalid = ["code", "username", "name", "password", "repeat"].find((name) => state.fields[name]);
    const input = formRef.current?.elements.namedItem(invalid ?? (state === EMPTY ? "code" : "password"));
    if (input instanceof HTMLElement) input.focus();
  }, [state]);
  const { fields } = state;
  const plain = { autoCapitalize: "none", spellCheck: false } as const;
  return (
    <form ref={formRef} {...form} noValidate className="flex flex-col gap-4">
      {state.message ? (
        <Alert tone="error">
          {state.message} {state.closed ? <Link href="/login">Go to sign in</Link> : null}
        </Alert>
      ) : null}
      <Field label="One-time code" error={fields.code}>
        <Input name="code" mono autoComplete="one-time-code" defaultValue={state.code} {...plain} />
      </Field>
      <Field label="Username" error={fields.username}>
        <Input name="username" autoComplete="username" defaultValue={state.username} {...plain} />
      </Field>
      <Field label="Name" hint="Shown to other people. Leave blank to use the username." error={fields.name}>
        <Input name="name" autoComplete="name" defaultValue={state.name} />
      </Field>
      <Field label="Password" hint={fields.password ? null : PASSWORD_HINT} error={fields.password}>
        <PasswordInput name="password" autoComplete="new-password" />
      </Field>
      <Field label="Confirm password" error={fields.repeat}>
        <PasswordInput name="repeat" what="confirmation" autoComplete="new-password" />
      </Field>
      <Button type="submit" variant="primary" size="lg" pending={pending}>
        Create administrator
      </Button>
    </form>
  );
}
