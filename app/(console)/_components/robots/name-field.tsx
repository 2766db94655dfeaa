"use client";
import type { UseFormRegisterReturn } from "react-hook-form";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useNameTaken } from "./use-name-taken";

type NameFieldProps = {
  /** Where the name must be free: a project, or null among system robots. */
  project: string | null;
  loginPrefix: string;
  /** What is typed. */
  name: string;
  error: string | undefined;
  registration: UseFormRegisterReturn;
};

/** The name of a new robot, with the login name it makes and whether that is free. */
export function NameField({ project, loginPrefix, name, error, registration }: NameFieldProps) {
  const taken = useNameTaken(project, name);
  const loginName = `${loginPrefix}${name || "…"}`;
  return (
    <Field
      label="Name"
      required
      error={error ?? (taken ? `${loginName} already exists. Choose another name.` : undefined)}
      hint={
        <>
          Login name: <span className="font-code text-fg">{loginName}</span>
          {taken === false ? <span className="text-green"> · free</span> : null}
        </>
      }
    >
      <Input
        mono
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder="ci-build"
        {...registration}
      />
    </Field>
  );
}
