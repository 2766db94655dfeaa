"use client";
import { Controller, type UseFormReturn } from "react-hook-form";
import type { Problem } from "@/components/action/call-action";
import { registerRepeat, registerRepeated } from "@/components/action/matching-fields";
import { ProblemNote } from "@/components/action/problem-note";
import type { ShownRobot } from "@/components/robots/dialog-control";
import { expiryText } from "@/components/robots/expiry-text";
import { PinnedProblem } from "@/components/robots/pinned-problem";
import type { RefreshForm } from "@/components/robots/refresh-form";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { SecretRules } from "@/components/robots/secret-rules";
import { DialogBody, DialogForm } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormFooter } from "@/components/ui/form-footer";
import { PasswordInput } from "@/components/ui/password-input";
import { Switch } from "@/components/ui/switch";

type RefreshSecretFormProps = {
  form: UseFormReturn<RefreshForm>;
  robot: ShownRobot;
  settings: RobotSettings;
  pending: boolean;
  problem: Problem | null;
  onSubmit: (event: React.FormEvent<HTMLFormElement>) => void;
  onCancel: () => void;
};

export function RefreshSecretForm(props: RefreshSecretFormProps) {
  const { form, robot, settings, pending, problem, onSubmit, onCancel } = props;
  const manual = form.watch("manual");
  return (
    <DialogForm onSubmit={onSubmit}>
      <DialogBody className="flex flex-col gap-4">
        <p className="text-sm">
          The old secret stops working immediately. Tokens issued with it expire within {settings.tokenLifetime}. The
          expiration doesn’t change.
        </p>
        {robot.status === "expired" ? (
          <p className="text-amber text-sm">
            This robot expired on {expiryText(robot.expiresAt)}. It also needs a new expiration before it can log in.
          </p>
        ) : null}
        <Controller
          control={form.control}
          name="manual"
          render={({ field }) => (
            <Switch
              label="Specify the secret manually"
              description="Otherwise, a random 32-character secret is generated."
              checked={field.value}
              onCheckedChange={(checked) => field.onChange(checked)}
            />
          )}
        />
        {manual ? <ManualFields form={form} maxLength={settings.secretMaxLength} /> : null}
      </DialogBody>
      <PinnedProblem>
        <ProblemNote problem={problem} />
      </PinnedProblem>
      <FormFooter submitLabel="Refresh" pending={pending} onCancel={onCancel} />
    </DialogForm>
  );
}

function ManualFields({ form, maxLength }: { form: UseFormReturn<RefreshForm>; maxLength: number }) {
  const { errors } = form.formState;
  const [secret, confirmation] = form.watch(["secret", "confirmation"]);
  return (
    <>
      <Field label="New secret" error={errors.secret?.message}>
        <PasswordInput
          what="new secret"
          aria-required
          autoComplete="off"
          {...registerRepeated(form, "secret", "confirmation")}
        />
      </Field>
      <Field label="Confirm secret" error={errors.confirmation?.message}>
        <PasswordInput what="confirmation" aria-required autoComplete="off" {...registerRepeat(form, "confirmation")} />
      </Field>
      <SecretRules secret={secret} confirmation={confirmation} maxLength={maxLength} />
    </>
  );
}
