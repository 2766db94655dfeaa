"use client";
import ChevronRight from "lucide-react/icons/chevron-right";
import { type ReactNode, type Ref, useId, useState } from "react";
import { FieldError } from "@/components/robots/field-error";
import { PermissionPresets } from "@/components/robots/permission-presets";
import { Checkbox } from "@/components/ui/checkbox";
import {
  API_PERMISSION_KEYS,
  API_PERMISSIONS,
  type Permission,
  PROJECT_ACCESS_KEYS,
  PROJECT_PERMISSION_GROUPS,
  PROJECT_PERMISSION_KEYS,
  type ProjectPermissionKey,
} from "@/lib/access/permissions";
import { cn } from "@/lib/cn";

type PickerProps = {
  /** The first checkbox, focused when nothing is selected. */
  ref?: Ref<HTMLElement>;
  value: readonly ProjectPermissionKey[];
  onChange: (value: ProjectPermissionKey[]) => void;
  error?: string;
  /** Names the group when a page has several. */
  legend?: ReactNode;
};

/** The API permissions stay collapsed: few robots need them. */
export function PermissionPicker({ ref, value, onChange, error, legend = "Permissions" }: PickerProps) {
  const id = useId();
  const granted = new Set<string>(value);
  const set = (keys: readonly string[], checked: boolean) => {
    onChange(PROJECT_ACCESS_KEYS.filter((key) => (keys.includes(key) ? checked : granted.has(key))));
  };
  const impliesPull = granted.has("repository:push") && !granted.has("repository:pull");
  return (
    <fieldset
      aria-describedby={`${id}note ${id}error`}
      data-fault={error === undefined ? undefined : ""}
      className="min-w-0 scroll-mt-4"
    >
      <legend className="font-medium text-sm">{legend}</legend>
      <FieldError id={`${id}error`} message={error} />
      <PermissionPresets value={value} onChange={onChange} />
      <div className="mt-1.5 overflow-hidden rounded-lg border border-line">
        <div className="flex items-center justify-between gap-3 border-line border-b bg-subtle px-3 py-2">
          <AllBox ref={ref} label="All permissions" keys={PROJECT_PERMISSION_KEYS} granted={granted} onSet={set} />
          <span className="text-muted text-xs">{countOf(PROJECT_PERMISSION_KEYS, granted)}</span>
        </div>
        <div className="grid sm:grid-cols-2">
          {PROJECT_PERMISSION_GROUPS.map((group) => (
            <Group key={group.group} {...group} granted={granted} onSet={set} />
          ))}
        </div>
        <ApiGroup granted={granted} onSet={set} />
      </div>
      <p
        id={`${id}note`}
        aria-live="polite"
        className={cn("mt-1.5 text-xs", impliesPull ? "text-amber" : "text-muted")}
      >
        {impliesPull
          ? "This robot can also pull: registries reject a push token without pull."
          : "Push includes pull: registries reject a push token without it."}
      </p>
    </fieldset>
  );
}

type SetKeys = (keys: readonly string[], checked: boolean) => void;

type GroupProps = { group: string; permissions: readonly Permission[]; granted: Set<string>; onSet: SetKeys };

function Group({ group, permissions, granted, onSet }: GroupProps) {
  const keys = permissions.map(({ key }) => key);
  return (
    <fieldset
      aria-label={group}
      className="flex min-w-0 flex-col gap-2.5 border-line p-3 max-sm:not-last:border-b sm:nth-[1]:border-b sm:odd:border-r sm:nth-[2]:border-b"
    >
      <AllBox label={group} keys={keys} granted={granted} onSet={onSet} />
      {permissions.map((permission) => (
        <PermissionBox key={permission.key} {...{ permission, granted, onSet }} className="pl-6" />
      ))}
    </fieldset>
  );
}

type PermissionBoxProps = { permission: Permission; granted: Set<string>; onSet: SetKeys; className?: string };

function PermissionBox({ permission: { key, label, description }, granted, onSet, className }: PermissionBoxProps) {
  return (
    <Checkbox
      label={label}
      description={description}
      checked={granted.has(key)}
      onCheckedChange={(checked) => onSet([key], checked)}
      className={className}
    />
  );
}

const countOf = (keys: readonly string[], granted: Set<string>) =>
  `${keys.filter((key) => granted.has(key)).length} of ${keys.length}`;

/** Starts open if the robot has any of them, so that no permission is hidden. */
function ApiGroup({ granted, onSet }: Pick<GroupProps, "granted" | "onSet">) {
  const [open] = useState(() => API_PERMISSION_KEYS.some((key) => granted.has(key)));
  return (
    <details open={open} className="group/api border-line border-t">
      <summary className="flex cursor-pointer list-none items-center gap-1.5 px-3 py-2 text-sm hover:bg-subtle focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-muted group-open/api:rotate-90" />
        <span className="font-medium">Project management API</span>
        <span className="ml-auto text-muted text-xs">{countOf(API_PERMISSION_KEYS, granted)}</span>
      </summary>
      <div className="grid gap-2.5 px-3 pt-1 pb-3 sm:grid-cols-2">
        {API_PERMISSIONS.map((permission) => (
          <PermissionBox key={permission.key} {...{ permission, granted, onSet }} />
        ))}
      </div>
    </details>
  );
}

type AllBoxProps = {
  ref?: Ref<HTMLElement>;
  label: string;
  keys: readonly string[];
  granted: Set<string>;
  onSet: SetKeys;
};

function AllBox({ ref, label, keys, granted, onSet }: AllBoxProps) {
  const count = keys.filter((key) => granted.has(key)).length;
  return (
    <Checkbox
      ref={ref}
      label={<span className="font-medium">{label}</span>}
      checked={count === keys.length}
      indeterminate={count > 0 && count < keys.length}
      onCheckedChange={() => onSet(keys, count < keys.length)}
    />
  );
}
