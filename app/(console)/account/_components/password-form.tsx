"use client";
import { registerRepeat, registerRepeated } from "@/components/action/matching-fields";
import { ProblemNote } from "@/components/action/problem-note";
import { useActionForm } from "@/components/action/use-action-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { PasswordInput } from "@/components/ui/password-input";
import { useToast } from "@/components/ui/toast";
import { changePasswordSchema, PASSWORD_HINT } from "@/lib/people/schema";
import { changePasswordAction } from "../actions";

const NO_RESPONSE =
  "We couldn’t reach the server, so your password may have changed. If your current one is rejected now, it has.";

const EMPTY = { current: "", password: "", repeat: "" };

export function PasswordForm({ username }: { username: string }) {
  const toast = useToast();
  const { form, submit, pending, problem } = useActionForm({
    schema: changePasswordSchema,
    defaultValues: EMPTY,
    action: changePasswordAction,
    toInput: (values) => values,
    noResponse: NO_RESPONSE,
    onDone: () => {
      form.reset(EMPTY);
      toast.success("Password changed", "Your other sessions have ended.");
    },
  });
  const { errors } = form.formState;
  return (
    <form method="post" onSubmit={submit} noValidate className="flex max-w-sm flex-col gap-4">
      {/* Tells password managers which account the password belongs to. */}
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
      <Field label="Current password" error={errors.current?.message}>
        <PasswordInput what="current password" autoComplete="current-password" {...form.register("current")} />
      </Field>
      <Field label="New password" hint={errors.password ? null : PASSWORD_HINT} error={errors.password?.message}>
        <PasswordInput
          what="new password"
          autoComplete="new-password"
          {...registerRepeated(form, "password", "repeat")}
        />
      </Field>
      <Field label="Confirm new password" error={errors.repeat?.message}>
        <PasswordInput what="confirmation" autoComplete="new-password" {...registerRepeat(form, "repeat")} />
      </Field>
      <ProblemNote problem={problem} />
      <div>
        <Button type="submit" variant="primary" pending={pending}>
          Change password
        </Button>
      </div>
    </form>
  );
}
