"use client";
import { useId, useState } from "react";
import { FieldError } from "@/components/robots/field-error";
import { PatternNotes } from "@/components/robots/pattern-notes";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { RadioGroup } from "@/components/ui/radio-group";
import { Textarea } from "@/components/ui/textarea";
import { API_PERMISSIONS, PROJECT_PERMISSIONS, type ProjectPermissionKey } from "@/lib/access/permissions";
import { wholeProjectKeys } from "@/lib/access/repositories";

type RepositoriesFieldProps = {
  /** Null for every project. */
  project: string | null;
  /** Patterns as typed; undefined for all repositories. */
  value: readonly string[] | undefined;
  onChange: (value: string[] | undefined) => void;
  permissions: readonly ProjectPermissionKey[];
  onPermissionsChange: (keys: ProjectPermissionKey[]) => void;
  error?: string;
};

const linesOf = (text: string) =>
  text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** All repositories of a project, or only some, one pattern per line. */
export function RepositoriesField(props: RepositoriesFieldProps) {
  const { project, value, onChange, permissions, onPermissionsChange, error } = props;
  const id = useId();
  const [text, setText] = useState(() => value?.join("\n") ?? "");
  const whole = wholeProjectKeys(permissions);
  const change = (next: string) => {
    setText(next);
    onChange(linesOf(next));
  };
  return (
    <div className="flex flex-col gap-2">
      <RadioGroup
        inline
        label="Repositories"
        value={value ? "some" : "all"}
        onValueChange={(choice) => onChange(choice === "all" ? undefined : linesOf(text))}
        items={[
          { value: "all", label: "All repositories" },
          { value: "some", label: "Only these" },
        ]}
      />
      {value ? (
        <>
          <PatternLines text={text} onChange={change} isInvalid={error !== undefined} />
          <PatternNotes typed={value} project={project} />
          <WholeProjectNote
            keys={whole}
            onTakeOut={() => onPermissionsChange(permissions.filter((key) => !whole.includes(key)))}
          />
        </>
      ) : null}
      <FieldError id={`${id}error`} message={value && whole.length === 0 ? error : undefined} />
    </div>
  );
}

type PatternLinesProps = { text: string; onChange: (text: string) => void; isInvalid: boolean };

function PatternLines({ text, onChange, isInvalid }: PatternLinesProps) {
  return (
    <Field
      label="Only these repositories"
      hideLabel
      hint="One per line: site for that repository, team/* for everything below team/. They needn’t exist yet."
    >
      <Textarea
        spellCheck={false}
        autoCapitalize="none"
        placeholder={"site\nteam/*"}
        className="font-code"
        aria-invalid={isInvalid || undefined}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}

const labelsOf = (keys: readonly string[]) =>
  [...PROJECT_PERMISSIONS, ...API_PERMISSIONS].filter(({ key }) => keys.includes(key)).map(({ label }) => `“${label}”`);

type WholeProjectNoteProps = { keys: readonly string[]; onTakeOut: () => void };

/** Names the permissions that can't be limited, and offers to take them out. */
function WholeProjectNote({ keys, onTakeOut }: WholeProjectNoteProps) {
  if (keys.length === 0) return null;
  return (
    <Alert
      tone="warn"
      actions={
        <Button size="sm" onClick={onTakeOut}>
          Remove {keys.length === 1 ? "1 permission" : `${keys.length} permissions`}
        </Button>
      }
    >
      {labelsOf(keys).join(", ")} {keys.length === 1 ? "is" : "are"} for the whole project and can’t be limited to
      repositories.
    </Alert>
  );
}
