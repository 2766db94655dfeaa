"use client";
import { useState } from "react";
import { ProblemNote } from "@/components/action/problem-note";
import { useActionForm } from "@/components/action/use-action-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { RegistryCheck } from "@/lib/registry/check";
import { checkRegistrySchema } from "@/lib/registry/schema";
import { checkRegistryAction } from "../actions";
import { CheckResult } from "./check-result";

const NO_RESPONSE = "We couldn’t reach the server. Check your connection and try again.";

export function CheckForm({ registryHost }: { registryHost: string | null }) {
  const [result, setResult] = useState<RegistryCheck | null>(null);
  const { form, submit, pending, problem } = useActionForm({
    schema: checkRegistrySchema,
    defaultValues: { address: registryHost ?? "" },
    action: checkRegistryAction,
    toInput: (values) => values,
    noResponse: NO_RESPONSE,
    onDone: setResult,
  });
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start gap-2">
        <Field
          label="Registry address"
          hint="Enter a host, host:port or URL. Purser requests /v2/ from its server, doesn’t follow redirects, and shows only the realm and service from the reply."
          error={form.formState.errors.address?.message}
          className="min-w-0 flex-1 basis-72"
        >
          <Input
            mono
            inputMode="url"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            placeholder="registry.example.com"
            {...form.register("address")}
          />
        </Field>
        <Button type="submit" variant="primary" pending={pending} className="sm:mt-[1.625rem]">
          Check registry
        </Button>
      </div>
      <ProblemNote problem={problem} />
      <CheckResult result={problem ? null : result} />
    </form>
  );
}
