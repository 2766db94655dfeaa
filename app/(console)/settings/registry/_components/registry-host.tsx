"use client";
import { ProblemNote } from "@/components/action/problem-note";
import { useActionForm } from "@/components/action/use-action-form";
import { BreakableName } from "@/components/ui/breakable-name";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import { setRegistryHostSchema } from "@/lib/registry/schema";
import { setRegistryHostAction } from "../actions";

const NO_RESPONSE = "We couldn’t reach the server. Reload the page to see whether the host was saved.";

/** Entered once, it is kept for everyone. */
export function RegistryHost({ host, fromEnvironment }: { host: string | null; fromEnvironment: boolean }) {
  if (!fromEnvironment) return <HostForm host={host} />;
  return (
    <p className="text-sm">
      <BreakableName className="font-code">{host ?? ""}</BreakableName>
      <span className="ml-2 text-muted text-xs">REGISTRY_HOST</span>
    </p>
  );
}

function HostForm({ host }: { host: string | null }) {
  const toast = useToast();
  const { form, submit, pending, problem } = useActionForm({
    schema: setRegistryHostSchema,
    defaultValues: { host: host ?? "" },
    action: setRegistryHostAction,
    toInput: (values) => ({ host: values.host ?? "" }),
    noResponse: NO_RESPONSE,
    onDone: () => toast.success("Registry host saved"),
  });
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start gap-2">
        <Field
          label="Host"
          hint="A host or host:port, as in docker login."
          error={form.formState.errors.host?.message}
          className="min-w-0 flex-1 basis-72"
        >
          <Input
            mono
            inputMode="url"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            placeholder="registry.example.com"
            {...form.register("host")}
          />
        </Field>
        <Button type="submit" pending={pending} className="sm:mt-[1.625rem]">
          Save host
        </Button>
      </div>
      <ProblemNote problem={problem} />
    </form>
  );
}
