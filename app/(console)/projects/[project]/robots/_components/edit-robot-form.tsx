"use client";
import type { ReactNode } from "react";
import { Controller, type UseFormReturn } from "react-hook-form";
import { DialogBody, DialogForm } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormFooter } from "@/components/ui/form-footer";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import type { EffectivePolicy } from "@/lib/policies/permissions";
import type { RobotDto } from "@/lib/robots/queries";
import { ExpiryField } from "../../../../_components/robots/expiry-field";
import { fieldMessage } from "../../../../_components/robots/form-errors";
import { PermissionPicker } from "../../../../_components/robots/permission-picker";
import type { EditFormInput, EditFormOutput } from "./robot-form";

type EditRobotFormProps = {
  form: UseFormReturn<EditFormInput, unknown, EditFormOutput>;
  /** The state the form was filled from. */
  robot: RobotDto;
  policy: EffectivePolicy;
  pending: boolean;
  onSubmit: (event: React.FormEvent<HTMLFormElement>) => void;
  onCancel: () => void;
  /** What went wrong. */
  children: ReactNode;
};

/** What can be changed of a robot; its name stays for life. */
export function EditRobotForm({ form, robot, policy, pending, onSubmit, onCancel, children }: EditRobotFormProps) {
  const { errors } = form.formState;
  return (
    <DialogForm onSubmit={onSubmit}>
      <DialogBody className="flex flex-col gap-5">
        <Field label="Name" hint="A name is fixed for life: clients log in with it.">
          <Input mono readOnly value={robot.name} />
        </Field>
        <Field label="Description" error={errors.description?.message}>
          <Textarea {...form.register("description")} />
        </Field>
        <Controller
          control={form.control}
          name="expiry"
          render={({ field }) => (
            <ExpiryField
              key={robot.version}
              ref={field.ref}
              value={field.value}
              onChange={field.onChange}
              error={fieldMessage(errors.expiry)}
              policy={policy}
              current={robot.expiresAt}
            />
          )}
        />
        <Controller
          control={form.control}
          name="permissions"
          render={({ field }) => (
            <PermissionPicker
              ref={field.ref}
              value={field.value}
              onChange={field.onChange}
              error={fieldMessage(errors.permissions)}
            />
          )}
        />
      </DialogBody>
      {children}
      <FormFooter submitLabel="Save" pending={pending} onCancel={onCancel} />
    </DialogForm>
  );
}
