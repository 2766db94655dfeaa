"use client";
import { Controller, type UseFormReturn } from "react-hook-form";
import type { Problem } from "@/components/action/call-action";
import { DialogBody, DialogForm } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormFooter } from "@/components/ui/form-footer";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import { ExpiryField } from "../../../../_components/robots/expiry-field";
import { fieldMessage } from "../../../../_components/robots/form-errors";
import { PermissionPicker } from "../../../../_components/robots/permission-picker";
import { PinnedProblem } from "../../../../_components/robots/pinned-problem";
import type { ProjectTabSettings } from "../../../../_components/robots/tab-settings";
import { useNameTaken } from "../../../../_components/robots/use-name-taken";
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
        <NameField form={form} settings={settings} />
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

function NameField({ form, settings }: { form: CreateForm; settings: ProjectTabSettings }) {
  const name = form.watch("name");
  const taken = useNameTaken(settings.project, name);
  const loginName = `${settings.loginPrefix}${name || "…"}`;
  const fault = form.formState.errors.name?.message;
  return (
    <Field
      label="Name"
      required
      error={fault ?? (taken ? `${loginName} already exists. Choose another name.` : undefined)}
      hint={
        <>
          Login name: <span className="font-code text-fg">{loginName}</span>
          {taken === false ? <span className="text-green"> · free</span> : null}
        </>
      }
    >
      <Input
        mono
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder="ci-build"
        {...form.register("name")}
      />
    </Field>
  );
}
