"use client";
import { useId } from "react";
import { ChosenProjects } from "@/components/robots/chosen-projects";
import { FieldError } from "@/components/robots/field-error";
import { ProjectSearch } from "@/components/robots/project-search";
import { Switch } from "@/components/ui/switch";
import { PROJECT_PERMISSION_KEYS } from "@/lib/access/permissions";
import type { RobotAccess } from "@/lib/robots/schema";

type Rows = RobotAccess["projects"];

type ProjectAccessFieldProps = { value: Rows; onChange: (value: Rows) => void; error: string | undefined };

const withAll = (project: string | null) => ({ project, permissions: [...PROJECT_PERMISSION_KEYS] });

/** Either some projects, or all current and future ones. */
export function ProjectAccessField({ value, onChange, error }: ProjectAccessFieldProps) {
  const id = useId();
  const everywhere = value.some(({ project }) => project === null);
  const chosen = new Set(value.flatMap(({ project }) => project ?? []));
  const add = (names: readonly string[]) =>
    onChange([...value, ...names.filter((name) => !chosen.has(name)).map(withAll)]);
  const remove = (name: string | null) => onChange(value.filter(({ project }) => project !== name));
  return (
    <fieldset
      aria-describedby={`${id}error`}
      data-fault={error === undefined ? undefined : ""}
      className="flex min-w-0 flex-col gap-4"
    >
      <legend className="sr-only">Projects</legend>
      <FieldError id={`${id}error`} message={error} />
      <Switch
        label="All projects"
        description="All current and future projects."
        checked={everywhere}
        onCheckedChange={(checked) => (checked ? onChange([withAll(null), ...value]) : remove(null))}
      />
      <ProjectSearch
        label={everywhere ? "Exceptions for individual projects" : "Projects"}
        chosen={chosen}
        onAdd={add}
        onRemove={remove}
      />
      <ChosenProjects rows={value} onChange={onChange} onRemove={remove} />
    </fieldset>
  );
}
