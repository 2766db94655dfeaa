"use client";
import { useId } from "react";
import { FieldError } from "@/components/robots/field-error";
import { Checkbox } from "@/components/ui/checkbox";
import { SYSTEM_PERMISSION_KEYS, SYSTEM_PERMISSIONS, type SystemPermissionKey } from "@/lib/access/permissions";

type SystemPermissionFieldProps = {
  value: readonly SystemPermissionKey[];
  onChange: (value: SystemPermissionKey[]) => void;
  error: string | undefined;
};

export function SystemPermissionField({ value, onChange, error }: SystemPermissionFieldProps) {
  const id = useId();
  const granted = new Set<string>(value);
  const set = (key: string, checked: boolean) =>
    onChange(SYSTEM_PERMISSION_KEYS.filter((known) => (known === key ? checked : granted.has(known))));
  return (
    <fieldset
      aria-describedby={`${id}note ${id}error`}
      data-fault={error === undefined ? undefined : ""}
      className="min-w-0"
    >
      <legend className="font-medium text-sm">System permissions</legend>
      <p id={`${id}note`} className="mt-0.5 mb-2 text-muted text-xs">
        For robots that manage the instance through the API or read the registry’s catalog. Most robots don’t need
        these.
      </p>
      <div className="grid gap-3 rounded-lg border border-line p-3 sm:grid-cols-2">
        {SYSTEM_PERMISSIONS.map(({ key, label, description }) => (
          <Checkbox
            key={key}
            label={label}
            description={description}
            checked={granted.has(key)}
            onCheckedChange={(checked) => set(key, checked)}
          />
        ))}
      </div>
      <div className="mt-1.5">
        <FieldError id={`${id}error`} message={error} />
      </div>
    </fieldset>
  );
}
