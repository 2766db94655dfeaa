"use client";
import type { FormEvent, ReactNode } from "react";
import { Controller } from "react-hook-form";
import { AccessFields } from "@/components/robots/access-fields";
import { AddressField } from "@/components/robots/address-field";
import { DescriptionField } from "@/components/robots/description-field";
import { ExpiryField } from "@/components/robots/expiry-field";
import { fieldMessage } from "@/components/robots/form-errors";
import { ManagedNote } from "@/components/robots/managed-mark";
import { NameField } from "@/components/robots/name-field";
import { PinnedProblem } from "@/components/robots/pinned-problem";
import { addressesMessage, type DraftForm, type EditableRobot } from "@/components/robots/robot-draft";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { StepBar } from "@/components/robots/step-bar";
import type { FormSteps } from "@/components/robots/use-form-steps";
import { Button } from "@/components/ui/button";
import { DialogBody, DialogFooter, DialogForm } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormFault } from "@/components/ui/form-fault";
import { Input } from "@/components/ui/input";
import { cn } from "@/lib/cn";

type RobotFormProps = {
  form: DraftForm;
  steps: FormSteps;
  /** Omitted for a new robot. */
  robot?: EditableRobot;
  settings: RobotSettings;
  pending: boolean;
  /** Why the last Save was refused in the browser. */
  fault: string | undefined;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  onCancel: () => void;
  /** The problem, if any. */
  children: ReactNode;
};

export function RobotForm(props: RobotFormProps) {
  const { form, steps, robot, settings, pending, fault, onSubmit, onCancel, children } = props;
  const { titles, step, isLast, setStep, bodyRef } = steps;
  const inSteps = titles.length > 1;
  const advances = !robot && !isLast;
  const next = async () => {
    const first = ["name", "description", "contact", "expiry", "allowedAddresses"] as const;
    if (step > 0 || (await form.trigger(first, { shouldFocus: true }))) setStep(step + 1);
  };
  return (
    <DialogForm
      onSubmit={(event) => {
        event.preventDefault();
        if (advances) void next();
        else onSubmit(event);
      }}
    >
      {inSteps ? <StepBar titles={titles} step={step} onStep={setStep} /> : null}
      <DialogBody
        key={step}
        ref={bodyRef}
        tabIndex={-1}
        className={cn("flex flex-col gap-5 outline-none", inSteps && "sm:min-h-[min(26rem,55dvh)]")}
      >
        {step === 0 ? <Basics form={form} robot={robot} settings={settings} /> : null}
        <AccessFields form={form} home={settings.home} step={step} />
        {step === 0 ? <Addresses form={form} robot={robot} settings={settings} /> : null}
      </DialogBody>
      <PinnedProblem>{children}</PinnedProblem>
      <DialogFooter>
        <FormFault fault={fault} />
        <Button onClick={onCancel} disabled={pending} className={cn(inSteps && "mr-auto")}>
          Cancel
        </Button>
        {step > 0 ? (
          <Button onClick={() => setStep(step - 1)} disabled={pending}>
            Back
          </Button>
        ) : null}
        {isLast ? null : <NextButton submits={advances} onNext={() => setStep(step + 1)} />}
        {advances ? null : (
          <Button type="submit" variant="primary" pending={pending}>
            Save
          </Button>
        )}
      </DialogFooter>
    </DialogForm>
  );
}

/* A new robot's steps are validated one by one; an existing robot's can be visited freely. */
function NextButton({ submits, onNext }: { submits: boolean; onNext: () => void }) {
  return submits ? (
    <Button type="submit" variant="primary">
      Next
    </Button>
  ) : (
    <Button onClick={onNext}>Next</Button>
  );
}

function Basics({ form, robot, settings }: Pick<RobotFormProps, "form" | "robot" | "settings">) {
  const { errors } = form.formState;
  return (
    <>
      {robot ? <ManagedNote owner={robot.managedBy} /> : null}
      {robot ? (
        <Field label="Name" hint="The name can’t be changed; clients use it to log in.">
          <Input mono readOnly value={robot.name} />
        </Field>
      ) : (
        <NameField
          home={settings.home}
          loginPrefix={settings.loginPrefix}
          name={form.watch("name")}
          error={errors.name?.message}
          registration={form.register("name")}
        />
      )}
      <DescriptionField
        text={form.watch("description")}
        error={errors.description?.message}
        registration={form.register("description")}
      />
      <Field
        label="Contact"
        hint="Optional. An email address that, like the admins, gets reminders before the robot account expires."
        error={errors.contact?.message}
      >
        <Input type="email" autoComplete="off" {...form.register("contact")} />
      </Field>
      <Controller
        control={form.control}
        name="expiry"
        render={({ field }) => (
          <ExpiryField
            ref={field.ref}
            value={field.value}
            onChange={field.onChange}
            error={fieldMessage(errors.expiry)}
            policy={settings.policy}
            current={robot?.expiresAt}
          />
        )}
      />
    </>
  );
}

function Addresses({ form, robot, settings }: Pick<RobotFormProps, "form" | "robot" | "settings">) {
  return (
    <Controller
      control={form.control}
      name="allowedAddresses"
      render={({ field }) => (
        <AddressField
          value={field.value ?? []}
          onChange={field.onChange}
          onBlur={field.onBlur}
          error={addressesMessage(form.formState.errors)}
          lastUse={robot}
          viewerAddress={settings.viewerAddress}
          tokenLifetime={settings.tokenLifetime}
        />
      )}
    />
  );
}
