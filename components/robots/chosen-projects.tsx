"use client";
import ChevronRight from "lucide-react/icons/chevron-right";
import X from "lucide-react/icons/x";
import { useState } from "react";
import { PermissionPicker } from "@/components/robots/permission-picker";
import { countText, repositoryCount } from "@/components/robots/permission-text";
import { RepositoriesField } from "@/components/robots/repositories-field";
import { BreakableName } from "@/components/ui/breakable-name";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { readPatterns, typedPattern } from "@/lib/access/repositories";
import { cn } from "@/lib/cn";
import { numberText } from "@/lib/number-text";
import type { RobotAccess } from "@/lib/robots/schema";

type Rows = RobotAccess["projects"];
type Row = Rows[number];

type ChosenProjectsProps = {
  rows: Rows;
  onChange: (rows: Rows) => void;
  onRemove: (project: string | null) => void;
};

/** Each project has its own permissions; one set can be applied to all. */
export function ChosenProjects({ rows, onChange, onRemove }: ChosenProjectsProps) {
  const [open, setOpen] = useState<string | null>();
  const change = (changed: Row) => onChange(rows.map((row) => (row.project === changed.project ? changed : row)));
  if (rows.length === 0) return null;
  return (
    <section aria-label="Selected" className="flex flex-col gap-1.5">
      <p className="font-medium text-sm">
        Selected <span className="font-normal text-muted">({numberText(rows.length)})</span>
      </p>
      <ul className="overflow-hidden rounded-lg border border-line">
        {rows.map((row) => (
          <li key={row.project ?? ""} className="border-line border-b [content-visibility:auto] last:border-b-0">
            <ChosenRow
              row={row}
              open={open === row.project}
              onToggle={() => setOpen(open === row.project ? undefined : row.project)}
              onChange={change}
              onRemove={() => onRemove(row.project)}
              onApplyToAll={rows.length > 1 ? () => onChange(rows.map(({ project }) => copyTo(project, row))) : null}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

const summaryOf = ({ permissions, repositories }: Row) =>
  repositories ? `${countText(permissions)}, ${repositoryCount(repositories)}` : countText(permissions);

/** Patterns are relative to the project, so a project that was typed before them is taken off. */
function copyTo(project: string | null, { project: from, permissions, repositories }: Row): Row {
  const reading = repositories && readPatterns(repositories, from);
  const patterns = reading && "patterns" in reading ? reading.patterns : repositories;
  const typed = patterns?.map((pattern) => typedPattern(pattern, project));
  return { project, permissions: [...permissions], ...(typed && { repositories: typed }) };
}

type ChosenRowProps = {
  row: Row;
  open: boolean;
  onToggle: () => void;
  onChange: (row: Row) => void;
  onRemove: () => void;
  onApplyToAll: (() => void) | null;
};

function ChosenRow({ row, open, onToggle, onChange, onRemove, onApplyToAll }: ChosenRowProps) {
  const { project, permissions, repositories } = row;
  const name = project ?? "All projects";
  return (
    <>
      <div className="flex items-center gap-1 pr-1.5">
        <button
          type="button"
          aria-expanded={open}
          onClick={onToggle}
          className="flex min-w-0 flex-1 items-center gap-1.5 px-2 py-1.5 text-left text-sm hover:bg-subtle focus-visible:-outline-offset-2"
        >
          <ChevronRight aria-hidden="true" className={cn("size-4 shrink-0 text-muted", open && "rotate-90")} />
          <span className="sr-only">Permissions in </span>
          <span className={cn("min-w-0", project === null ? "font-medium" : "font-code")}>
            {project === null ? name : <BreakableName>{project}</BreakableName>}
          </span>
          <span className={cn("ml-auto shrink-0 text-xs", permissions.length > 0 ? "text-muted" : "text-red")}>
            {permissions.length > 0 ? summaryOf(row) : "Choose at least one"}
          </span>
        </button>
        <IconButton size="sm" tooltip={false} label={`Remove ${name}`} onClick={onRemove}>
          <X aria-hidden="true" />
        </IconButton>
      </div>
      {open ? (
        <div className="flex flex-col gap-3 border-line border-t p-3">
          <PermissionPicker
            legend={`Permissions in ${name}`}
            value={permissions}
            onChange={(next) => onChange({ ...row, permissions: next })}
            error={permissions.length > 0 ? undefined : "Choose at least one permission, or remove the project."}
          />
          <RepositoriesField
            project={project}
            value={repositories}
            onChange={(next) => onChange({ project, permissions, ...(next && { repositories: next }) })}
            permissions={permissions}
            onPermissionsChange={(next) => onChange({ ...row, permissions: next })}
          />
          {onApplyToAll ? (
            <Button size="sm" onClick={onApplyToAll} className="self-start">
              Apply to all selected
            </Button>
          ) : null}
        </div>
      ) : null}
    </>
  );
}
