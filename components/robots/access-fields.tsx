"use client";
import { Controller } from "react-hook-form";
import { fieldMessage } from "@/components/robots/form-errors";
import { PermissionPicker } from "@/components/robots/permission-picker";
import { ProjectAccessField } from "@/components/robots/project-access-field";
import { accessMessage, type DraftForm } from "@/components/robots/robot-draft";
import { SystemPermissionField } from "@/components/robots/system-permission-field";
import type { RobotHome } from "@/lib/robots/home";

type AccessFieldsProps = {
  form: DraftForm;
  home: RobotHome;
  /** The form's current step. */
  step: number;
};

export function AccessFields({ form, home, step }: AccessFieldsProps) {
  const { errors } = form.formState;
  const error = accessMessage(errors);
  if (home.kind === "project")
    return (
      <Controller
        control={form.control}
        name="access.projects.0.permissions"
        render={({ field }) => (
          <PermissionPicker
            ref={field.ref}
            value={field.value}
            onChange={field.onChange}
            error={fieldMessage(errors.access?.projects?.[0]?.permissions) ?? error}
          />
        )}
      />
    );
  if (step === 1)
    return (
      <Controller
        control={form.control}
        name="access.projects"
        render={({ field }) => <ProjectAccessField value={field.value} onChange={field.onChange} error={error} />}
      />
    );
  if (step === 2)
    return (
      <Controller
        control={form.control}
        name="access.system"
        render={({ field }) => <SystemPermissionField value={field.value} onChange={field.onChange} error={error} />}
      />
    );
  return null;
}
