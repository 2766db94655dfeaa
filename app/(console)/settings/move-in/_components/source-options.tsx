"use client";
import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { CodeBlock } from "@/components/ui/code-block";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ImportSource } from "@/lib/imports/schema";

type SourceOptionsProps = { source: ImportSource; statement: string };

/** How to get the file, and what the source needs to be told. Fields are named as the API's parameters. */
export function SourceOptions({ source, statement }: SourceOptionsProps) {
  if (source === "harbor") return <HarborOptions statement={statement} />;
  if (source === "htpasswd")
    return (
      <Field
        label="Project"
        required
        hint="Every user in the file gets push and pull access to this project. It’s created if it doesn’t exist."
        className="max-w-sm"
      >
        <Input name="project" autoComplete="off" spellCheck={false} />
      </Field>
    );
  if (source === "docker-auth")
    return <Note>Rules for one account and one project are translated. Others are listed and left out.</Note>;
  if (source === "quay")
    return (
      <>
        <Note>
          Upload the response of /api/v1/organization/ORG/robots?permissions=true&token=true. It doesn’t include roles,
          so robots get pull access only. To import their roles too, use the command purser import quay.
        </Note>
        <LearnOptions />
      </>
    );
  return (
    <>
      <Note>
        Each line is a JSON object with a name, access, and a secret or hash. The documentation lists all fields.
      </Note>
      <LearnOptions />
    </>
  );
}

const Note = ({ children }: { children: React.ReactNode }) => <p className="max-w-prose text-sm">{children}</p>;

function HarborOptions({ statement }: { statement: string }) {
  const [prefix, setPrefix] = useState("");
  return (
    <>
      <div className="flex min-w-0 flex-col gap-1.5 text-sm">
        <p>
          Run this on the machine with Harbor’s database. It only reads from the database and writes
          harbor-robots.jsonl. The file contains hashes of secrets, so delete it after the import.
        </p>
        <CodeBlock code={statement} what="export statement" />
      </div>
      <Field
        label="Robot name prefix"
        hint={`Leave blank to use the one in the file. Robots log in as ${prefix || "robot$"}library+ci.`}
        className="max-w-sm"
      >
        <Input
          name="prefix"
          autoComplete="off"
          spellCheck={false}
          value={prefix}
          onChange={(event) => setPrefix(event.target.value)}
        />
      </Field>
      <Checkbox
        name="keep_ids"
        value="true"
        label="Keep IDs"
        description="Only if this instance has never had robot accounts. Otherwise, you get a list of old and new IDs."
      />
      <LearnOptions />
    </>
  );
}

function LearnOptions() {
  return (
    <div className="flex flex-wrap gap-4">
      <Field
        label="Old registry, for missing secrets"
        hint="Optional. Robots without a secret in the file are checked against it at their first login."
        className="max-w-sm flex-1 basis-72"
      >
        <Input name="learn_from" autoComplete="off" spellCheck={false} placeholder="registry.example.com" />
      </Field>
      <Field label="Days to check" hint="At most 90." className="w-40">
        <Input name="learn_days" inputMode="numeric" autoComplete="off" defaultValue="30" />
      </Field>
    </div>
  );
}
