"use client";
import { type ReactNode, useCallback, useRef, useState } from "react";
import { Controller } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { DialogBody, DialogFooter, DialogForm } from "@/components/ui/dialog";
import type { TabSettings } from "../../_components/robots/tab-settings";
import { BasicsStep } from "./basics-step";
import { ProjectAccessField } from "./project-access-field";
import { StepBar } from "./step-bar";
import { SystemPermissionField } from "./system-permission-field";
import { accessMessage, faultyStep, STEPS, type SystemForm, type SystemFormOutput } from "./system-robot-form";

type FormViewProps = {
  form: SystemForm;
  /** Of a robot that exists: its expiry, which can be kept (epoch seconds, -1: never). Without it, a new one. */
  current?: number;
  settings: TabSettings;
  pending: boolean;
  /** Sends it, and tells which fields the server found at fault. */
  onSubmit: (values: SystemFormOutput) => Promise<readonly string[]>;
  onCancel: () => void;
  /** What went wrong. */
  children: ReactNode;
};

const LAST = STEPS.length - 1;

/** The form of a system robot in steps: basics, projects, system permissions. Saving goes to the first fault. */
export function SystemRobotFormView(props: FormViewProps) {
  const { form, current, settings, pending, onSubmit, onCancel, children } = props;
  const { step, setStep, arrive } = useSteps();
  const { errors } = form.formState;
  const isNew = current === undefined;
  const goToFault = (fields: readonly string[]) => {
    const faulty = faultyStep(fields);
    if (faulty !== null && faulty !== step) setStep(faulty);
  };
  const save = form.handleSubmit(
    async (values) => goToFault(await onSubmit(values)),
    (faults) => goToFault(Object.keys(faults)),
  );
  const next = async () => {
    if (step > 0 || (await form.trigger(["name", "description", "expiry"], { shouldFocus: true }))) setStep(step + 1);
  };
  return (
    <DialogForm
      onSubmit={(event) => {
        event.preventDefault();
        void (isNew && step < LAST ? next() : save(event));
      }}
    >
      <StepBar step={step} onStep={setStep} />
      <DialogBody
        key={step}
        ref={arrive}
        tabIndex={-1}
        className="flex flex-col gap-5 outline-none sm:min-h-[min(26rem,55dvh)]"
      >
        {step === 0 ? <BasicsStep form={form} settings={settings} current={current} /> : null}
        {step === 1 ? (
          <Controller
            control={form.control}
            name="access.projects"
            render={({ field }) => (
              <ProjectAccessField value={field.value} onChange={field.onChange} error={accessMessage(errors)} />
            )}
          />
        ) : null}
        {step === 2 ? (
          <Controller
            control={form.control}
            name="access.system"
            render={({ field }) => (
              <SystemPermissionField value={field.value} onChange={field.onChange} error={accessMessage(errors)} />
            )}
          />
        ) : null}
      </DialogBody>
      {children}
      <DialogFooter>
        <Button onClick={onCancel} disabled={pending} className="mr-auto">
          Cancel
        </Button>
        {step > 0 ? (
          <Button onClick={() => setStep(step - 1)} disabled={pending}>
            Back
          </Button>
        ) : null}
        {step < LAST ? (
          <Button
            variant={isNew ? "primary" : "secondary"}
            type={isNew ? "submit" : "button"}
            onClick={isNew ? undefined : () => setStep(step + 1)}
          >
            Next
          </Button>
        ) : null}
        {isNew && step < LAST ? null : (
          <Button type="submit" variant="primary" pending={pending}>
            Save
          </Button>
        )}
      </DialogFooter>
    </DialogForm>
  );
}

/** The step on show. The keyboard goes with it to a new one, which begins at its top. */
function useSteps() {
  const [step, show] = useState(0);
  const moved = useRef(false);
  const setStep = (next: number) => {
    moved.current = true;
    show(next);
  };
  const arrive = useCallback((body: HTMLDivElement | null) => {
    if (moved.current) body?.focus();
  }, []);
  return { step, setStep, arrive };
}
