"use client";
import { useId, useState } from "react";
import { FieldError } from "@/components/robots/field-error";
import { PatternNotes } from "@/components/robots/pattern-notes";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { RadioGroup } from "@/components/ui/radio-group";
import { Textarea } from "@/components/ui/textarea";
import type { ProjectPermissionKey } from "@/lib/access/permissions";
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
              aria-invalid={error ? true : undefined}
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                onChange(linesOf(event.target.value));
              }}
            />
          </Field>
          <PatternNotes typed={value} project={project} />
          {whole.length > 0 ? (
            <Alert
              tone="warn"
              actions={
                <Button
                  size="sm"
                  onClick={() => onPermissionsChange(permissions.filter((key) => !whole.includes(key)))}
                >
                  Take out {whole.length === 1 ? "1 permission" : `${whole.length} permissions`}
                </Button>
              }
            >
              {whole.join(", ")} {whole.length === 1 ? "is" : "are"} for the whole project and can’t be limited to
              repositories.
            </Alert>
          ) : null}
        </>
      ) : null}
      <FieldError id={`${id}error`} message={value && whole.length === 0 ? error : undefined} />
    </div>
  );
}
