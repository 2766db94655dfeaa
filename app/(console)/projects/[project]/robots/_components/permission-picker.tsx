"use client";
import { type Ref, useId } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/lib/cn";
import {
  type Permission,
  PROJECT_PERMISSION_GROUPS,
  PROJECT_PERMISSION_KEYS,
  type ProjectPermissionKey,
} from "@/lib/robots/permissions";
import { FieldError } from "./field-error";

type PickerProps = {
  /** The first box, which takes the focus when nothing is chosen. */
  ref?: Ref<HTMLElement>;
  value: readonly ProjectPermissionKey[];
  onChange: (value: ProjectPermissionKey[]) => void;
  error?: string;
};

/** The ten permissions by group, each with what it lets a robot do; all or none per group and altogether. */
export function PermissionPicker({ ref, value, onChange, error }: PickerProps) {
  const id = useId();
  const held = new Set<string>(value);
  const set = (keys: readonly string[], checked: boolean) => {
    onChange(PROJECT_PERMISSION_KEYS.filter((key) => (keys.includes(key) ? checked : held.has(key))));
  };
  const impliesPull = held.has("repository:push") && !held.has("repository:pull");
  return (
    <fieldset aria-describedby={`${id}note ${id}error`} className="min-w-0">
      <legend className="font-medium text-sm">Permissions</legend>
      <div className="mt-1.5 overflow-hidden rounded-lg border border-line">
        <div className="flex items-center justify-between gap-3 border-line border-b bg-subtle px-3 py-2">
          <AllBox ref={ref} label="All permissions" keys={PROJECT_PERMISSION_KEYS} held={held} onSet={set} />
          <span className="text-muted text-xs">
            {held.size} of {PROJECT_PERMISSION_KEYS.length}
          </span>
        </div>
        <div className="grid sm:grid-cols-2">
          {PROJECT_PERMISSION_GROUPS.map((group) => (
            <Group key={group.group} {...group} held={held} onSet={set} />
          ))}
        </div>
      </div>
      <p
        id={`${id}note`}
        aria-live="polite"
        className={cn("mt-1.5 text-xs", impliesPull ? "text-amber" : "text-muted")}
      >
        {impliesPull
          ? "This robot will be able to pull as well: registries refuse a push token without pull."
          : "Push includes pull: registries refuse a push token without it."}
      </p>
      <FieldError id={`${id}error`} message={error} />
    </fieldset>
  );
}

type SetKeys = (keys: readonly string[], checked: boolean) => void;

type GroupProps = { group: string; permissions: readonly Permission[]; held: Set<string>; onSet: SetKeys };

function Group({ group, permissions, held, onSet }: GroupProps) {
  const keys = permissions.map(({ key }) => key);
  return (
    <fieldset
      aria-label={group}
      className="flex min-w-0 flex-col gap-2.5 border-line p-3 max-sm:not-last:border-b sm:nth-[1]:border-b sm:odd:border-r sm:nth-[2]:border-b"
    >
      <AllBox label={group} keys={keys} held={held} onSet={onSet} />
      {permissions.map((permission) => (
        <Checkbox
          key={permission.key}
          label={permission.label}
          description={permission.description}
          checked={held.has(permission.key)}
          onCheckedChange={(checked) => onSet([permission.key], checked)}
          className="pl-6"
        />
      ))}
    </fieldset>
  );
}

type AllBoxProps = {
  ref?: Ref<HTMLElement>;
  label: string;
  keys: readonly string[];
  held: Set<string>;
  onSet: SetKeys;
};

function AllBox({ ref, label, keys, held, onSet }: AllBoxProps) {
  const count = keys.filter((key) => held.has(key)).length;
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
