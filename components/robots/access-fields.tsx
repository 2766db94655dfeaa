"use client";
import { Controller } from "react-hook-form";
import { fieldMessage } from "@/components/robots/form-errors";
import { PermissionPicker } from "@/components/robots/permission-picker";
import { ProjectAccessField } from "@/components/robots/project-access-field";
import { RepositoriesField } from "@/components/robots/repositories-field";
import { accessMessage, type DraftForm, repositoriesMessage } from "@/components/robots/robot-draft";
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
      <>
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
        <HomeRepositories form={form} project={home.name} />
      </>
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

function HomeRepositories({ form, project }: { form: DraftForm; project: string }) {
  const permissions = form.watch("access.projects.0.permissions");
  return (
    <Controller
      control={form.control}
      name="access.projects.0.repositories"
      render={({ field }) => (
        <RepositoriesField
          project={project}
          value={field.value}
          onChange={field.onChange}
          permissions={permissions}
          onPermissionsChange={(keys) =>
            form.setValue("access.projects.0.permissions", keys, { shouldDirty: true, shouldValidate: true })
          }
          error={repositoriesMessage(form.formState.errors.access?.projects?.[0]?.repositories)}
        />
      )}
    />
  );
}
