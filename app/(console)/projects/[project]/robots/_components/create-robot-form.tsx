"use client";
import { Controller, type UseFormReturn } from "react-hook-form";
import type { Problem } from "@/components/action/call-action";
import { DialogBody, DialogForm } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormFooter } from "@/components/ui/form-footer";
import { Textarea } from "@/components/ui/textarea";
import { ExpiryField } from "../../../../_components/robots/expiry-field";
import { fieldMessage } from "../../../../_components/robots/form-errors";
import { NameField } from "../../../../_components/robots/name-field";
import { PermissionPicker } from "../../../../_components/robots/permission-picker";
import { PinnedProblem } from "../../../../_components/robots/pinned-problem";
import type { ProjectTabSettings } from "../../../../_components/robots/tab-settings";
import type { CreateFormInput, CreateFormOutput } from "./robot-form";

type CreateForm = UseFormReturn<CreateFormInput, unknown, CreateFormOutput>;

type CreateRobotFormProps = {
  form: CreateForm;
  settings: ProjectTabSettings;
  pending: boolean;
  problem: Problem | null;
  onSubmit: (event: React.FormEvent<HTMLFormElement>) => void;
  onCancel: () => void;
};

/** What a new robot is called, when it expires and what it may do. */
export function CreateRobotForm({ form, settings, pending, problem, onSubmit, onCancel }: CreateRobotFormProps) {
  const { errors } = form.formState;
  return (
    <DialogForm onSubmit={onSubmit}>
      <DialogBody className="flex flex-col gap-5">
        <NameField
          project={settings.project}
          loginPrefix={settings.loginPrefix}
          name={form.watch("name")}
          error={errors.name?.message}
          registration={form.register("name")}
        />
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
      <PinnedProblem problem={problem} />
      <FormFooter submitLabel="Save" pending={pending} onCancel={onCancel} />
    </DialogForm>
  );
}
