"use client";
import { Controller } from "react-hook-form";
import { ProblemNote } from "@/components/action/problem-note";
import { useActionForm } from "@/components/action/use-action-form";
import { Checkbox } from "@/components/ui/checkbox";
import { DialogBody, DialogForm } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormFooter } from "@/components/ui/form-footer";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { ActionResult } from "@/lib/server/action";
import { eventsFor, WEBHOOK_FORMATS, type WebhookColumns, webhookColumnsSchema } from "@/lib/webhooks/schema";
import { EventsField } from "./events-field";
import { FORMAT_LABELS } from "./webhook-words";

const NO_RESPONSE = "We couldn’t reach the server. Reload the page to see whether the webhook was saved.";

type WebhookFormProps<Data> = {
  project: string | null;
  values: WebhookColumns;
  submitLabel: string;
  save: (columns: WebhookColumns) => Promise<ActionResult<Data>>;
  onDone: (data: Data) => void;
  onCancel: () => void;
};

const FORMATS = WEBHOOK_FORMATS.map((value) => ({ value, label: FORMAT_LABELS[value] }));

export function WebhookForm<Data>({ project, values, submitLabel, save, onDone, onCancel }: WebhookFormProps<Data>) {
  const { form, submit, pending, problem } = useActionForm({
    schema: webhookColumnsSchema,
    defaultValues: values,
    action: save,
    toInput: (columns) => columns,
    noResponse: NO_RESPONSE,
    onDone,
  });
  const { errors } = form.formState;
  return (
    <DialogForm onSubmit={submit} autoComplete="off">
      <DialogBody className="flex flex-col gap-4">
        <Field label="URL" required hint="Where events are sent as POST requests." error={errors.url?.message}>
          <Input mono type="url" autoComplete="off" spellCheck={false} {...form.register("url")} />
        </Field>
        <Field label="Description" hint="Optional." error={errors.description?.message}>
          <Input autoComplete="off" {...form.register("description")} />
        </Field>
        <Controller
          control={form.control}
          name="format"
          render={({ field }) => (
            <Field label="Format" error={errors.format?.message}>
              <Select items={FORMATS} value={field.value} onValueChange={field.onChange} />
            </Field>
          )}
        />
        <Controller
          control={form.control}
          name="events"
          render={({ field }) => (
            <EventsField
              types={eventsFor(project)}
              value={field.value}
              onChange={field.onChange}
              error={errors.events?.message}
            />
          )}
        />
        <Switches form={form} />
        <ProblemNote problem={problem} />
      </DialogBody>
      <FormFooter submitLabel={submitLabel} pending={pending} onCancel={onCancel} />
    </DialogForm>
  );
}

type Form = ReturnType<typeof useActionForm<WebhookColumns, WebhookColumns, WebhookColumns, unknown>>["form"];

function Switches({ form }: { form: Pick<Form, "control"> }) {
  return (
    <>
      <Controller
        control={form.control}
        name="withAddresses"
        render={({ field }) => (
          <Checkbox
            label="Include addresses"
            description="Events then contain callers’ IP addresses and contacts’ email addresses. Otherwise, they contain neither."
            checked={field.value}
            onCheckedChange={field.onChange}
          />
        )}
      />
      <Controller
        control={form.control}
        name="active"
        render={({ field }) => (
          <Checkbox
            label="Enabled"
            description="A disabled webhook receives nothing. Events that happen in the meantime aren’t sent later."
            checked={field.value}
            onCheckedChange={field.onChange}
          />
        )}
      />
    </>
  );
}
