"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { RadioGroup } from "@/components/ui/radio-group";
import { IMPORT_SOURCES, type ImportSource, MAX_IMPORT_BYTES, SOURCE_LABELS } from "@/lib/imports/schema";
import { callApi } from "./call-api";
import { SourceOptions } from "./source-options";

const DESCRIPTIONS: Record<ImportSource, string> = {
  harbor: "Version 2.2 or later, with access to its database.",
  htpasswd: "A file with bcrypt passwords (htpasswd -B).",
  "docker-auth": "The YAML configuration with users and acl.",
  quay: "An organization’s robots with their tokens, from Quay’s API.",
  jsonl: "One robot per line, for any other registry.",
};

const SOURCES = IMPORT_SOURCES.map((value) => ({
  value,
  label: SOURCE_LABELS[value],
  description: DESCRIPTIONS[value],
}));

/** Sends the file with the chosen options and opens the dry run. */
export function UploadForm({ statement }: { statement: string }) {
  const [source, setSource] = useState<ImportSource>("harbor");
  const { pending, fault, upload } = useUpload();
  return (
    <form noValidate onSubmit={(event) => upload(event, source)} className="flex flex-col items-stretch gap-4">
      <RadioGroup label="Import from" items={SOURCES} value={source} onValueChange={setSource} />
      <SourceOptions key={source} source={source} statement={statement} />
      <label className="flex flex-col gap-1.5 text-sm">
        <span className="font-medium">File</span>
        <input
          type="file"
          name="file"
          className="text-sm file:mr-3 file:rounded-md file:border file:border-control file:bg-surface file:px-3 file:py-1.5"
        />
        <span className="text-muted text-xs">
          At most 64 MiB. Treat the file like the secrets in it, and delete it after the import.
        </span>
      </label>
      {fault ? <Alert tone="error">{fault}</Alert> : null}
      <Button type="submit" variant="primary" pending={pending} className="self-start">
        Start a dry run
      </Button>
    </form>
  );
}

function useUpload() {
  const router = useRouter();
  const [pending, setPending] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  async function upload(event: FormEvent<HTMLFormElement>, source: ImportSource) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const file = form.get("file");
    if (!(file instanceof File) || file.size === 0) return setFault("Choose a file.");
    if (file.size > MAX_IMPORT_BYTES) return setFault("The file is larger than 64 MiB. Split it.");
    setFault(null);
    setPending(true);
    const query = new URLSearchParams({ source });
    for (const [name, value] of form) if (typeof value === "string" && value !== "") query.set(name, value);
    const reply = await callApi(`/imports?${query}`, "POST", file);
    if ("fault" in reply) {
      setPending(false);
      return setFault(reply.fault);
    }
    router.push(`/settings/move-in/${reply.shown.id}`);
  }
  return { pending, fault, upload };
}
