"use client";
import { Button } from "@/components/ui/button";
import { PROJECT_PERMISSION_KEYS, type ProjectPermissionKey } from "@/lib/access/permissions";

const PRESETS: readonly { label: string; keys: readonly ProjectPermissionKey[] }[] = [
  { label: "Pull only", keys: ["repository:pull"] },
  { label: "Push and pull", keys: ["repository:pull", "repository:push"] },
  { label: "Everything", keys: PROJECT_PERMISSION_KEYS },
];

type PermissionPresetsProps = {
  value: readonly ProjectPermissionKey[];
  onChange: (value: ProjectPermissionKey[]) => void;
};

/** The usual choices, each with one press. */
export function PermissionPresets({ value, onChange }: PermissionPresetsProps) {
  const isChosen = (keys: readonly ProjectPermissionKey[]) =>
    keys.length === value.length && keys.every((key) => value.includes(key));
  return (
    <fieldset aria-label="Presets" className="mt-1.5 flex flex-wrap gap-1.5">
      {PRESETS.map(({ label, keys }) => (
        <Button
          key={label}
          size="sm"
          aria-pressed={isChosen(keys)}
          // The field that has focus keeps it: validating it would move this button from under the pointer.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChange([...keys])}
          className="aria-pressed:border-accent aria-pressed:bg-selected aria-pressed:text-link"
        >
          {label}
        </Button>
      ))}
    </fieldset>
  );
}
