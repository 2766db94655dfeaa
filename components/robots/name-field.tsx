"use client";
import type { UseFormRegisterReturn } from "react-hook-form";
import { useRemoteSearch } from "@/components/search/use-remote-search";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { projectNameOf, type RobotHome } from "@/lib/robots/home";
import { robotNameSchema } from "@/lib/robots/schema";

type NameFieldProps = {
  /** The name must be unique within it. */
  home: RobotHome;
  loginPrefix: string;
  name: string;
  error: string | undefined;
  registration: UseFormRegisterReturn;
};

/** Shows the resulting login name and whether it is available. */
export function NameField({ home, loginPrefix, name, error, registration }: NameFieldProps) {
  const search = useRemoteSearch<boolean>(robotNameSchema.safeParse(name).success ? addressOf(home, name) : null);
  const taken = search.pending || search.problem ? null : search.data;
  const loginName = `${loginPrefix}${name || "…"}`;
  return (
    <Field
      label="Name"
      required
      error={error ?? (taken ? `${loginName} already exists. Choose another name.` : undefined)}
      hint={
        <>
          Login name: <span className="font-code text-fg">{loginName}</span>
          {taken === false && !error ? <span className="text-green"> · available</span> : null}
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

function addressOf(home: RobotHome, name: string): string {
  const project = projectNameOf(home);
  return `/search/robot-name?${new URLSearchParams({ name, ...(project !== null && { project }) })}`;
}
