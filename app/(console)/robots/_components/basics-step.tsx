"use client";
import { Controller } from "react-hook-form";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import { ExpiryField } from "../../_components/robots/expiry-field";
import { fieldMessage } from "../../_components/robots/form-errors";
import { NameField } from "../../_components/robots/name-field";
import type { TabSettings } from "../../_components/robots/tab-settings";
import type { SystemForm } from "./system-robot-form";

type BasicsStepProps = { form: SystemForm; settings: TabSettings; current: number | undefined };

/** What the robot is called, what it is for, and when it expires. */
export function BasicsStep({ form, settings, current }: BasicsStepProps) {
  const { errors } = form.formState;
  return (
    <>
      {current === undefined ? (
        <NameField
          project={null}
          loginPrefix={settings.loginPrefix}
          name={form.watch("name")}
          error={errors.name?.message}
          registration={form.register("name")}
        />
      ) : (
        <Field label="Name" hint="A name is fixed for life: clients log in with it.">
          <Input mono readOnly value={form.getValues("name")} />
        </Field>
      )}
      <Field label="Description" error={errors.description?.message}>
        <Textarea {...form.register("description")} />
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
            current={current}
          />
        )}
      />
    </>
  );
}
