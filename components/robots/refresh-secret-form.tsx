"use client";
import { Controller, type UseFormReturn } from "react-hook-form";
import type { Problem } from "@/components/action/call-action";
import { registerRepeat, registerRepeated } from "@/components/action/matching-fields";
import { ProblemNote } from "@/components/action/problem-note";
import type { ShownRobot } from "@/components/robots/dialog-control";
import { expiryText } from "@/components/robots/expiry-text";
import { GraceField } from "@/components/robots/grace-field";
import { lastUseText } from "@/components/robots/last-use-text";
import { PinnedProblem } from "@/components/robots/pinned-problem";
import { lifetimeDays, type RefreshForm } from "@/components/robots/refresh-form";
import { RenewalField } from "@/components/robots/renewal-field";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { SecretRules } from "@/components/robots/secret-rules";
import { Checkbox } from "@/components/ui/checkbox";
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
  const lifetime = lifetimeDays(robot);
  return (
    <DialogForm onSubmit={onSubmit}>
      <DialogBody className="flex flex-col gap-4">
        <OldSecret form={form} robot={robot} settings={settings} />
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
        {lifetime === null ? null : <RenewalField form={form} expiresAt={robot.expiresAt} lifetime={lifetime} />}
      </DialogBody>
      <PinnedProblem>
        <ProblemNote problem={problem} />
      </PinnedProblem>
      <FormFooter submitLabel="Refresh" pending={pending} onCancel={onCancel} />
    </DialogForm>
  );
}

type OldSecretProps = Pick<RefreshSecretFormProps, "form" | "robot" | "settings">;

/** What becomes of the secret that is replaced. */
function OldSecret({ form, robot, settings }: OldSecretProps) {
  const leaked = form.watch("leaked");
  const { isStopped, old } = robot.secrets;
  const asks = settings.maxGraceSeconds > 0 && !leaked && (!isStopped || old !== null);
  return (
    <>
      {isStopped ? (
        <p className="text-amber text-sm">The current secret was reported as leaked and no longer works.</p>
      ) : null}
      {old && !isStopped ? (
        <p className="text-amber text-sm">
          An older secret still works, {lastUseText(old.usedAt, old.usedAddress)}. Refreshing ends it immediately.
        </p>
      ) : null}
      {asks ? <GraceField form={form} maxGraceSeconds={settings.maxGraceSeconds} /> : null}
      <p className="text-sm">
        {asks ? "Once the old secret stops working, tokens " : "The old secret stops working immediately. Tokens "}
        issued with it expire within {settings.tokenLifetime}.
      </p>
      {robot.status === "expired" ? (
        <p className="text-amber text-sm">
          This robot expired on {expiryText(robot.expiresAt)}. It also needs a new expiration before it can log in.
        </p>
      ) : null}
      {isStopped ? null : (
        <Controller
          control={form.control}
          name="leaked"
          render={({ field }) => (
            <Checkbox
              label="This secret has leaked"
              description="The old secret stops working immediately. The activity records the leak as the reason."
              checked={field.value}
              onCheckedChange={field.onChange}
            />
          )}
        />
      )}
    </>
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
