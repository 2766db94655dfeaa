"use client";
import Bookmark from "lucide-react/icons/bookmark";
import Plus from "lucide-react/icons/plus";
import Trash2 from "lucide-react/icons/trash-2";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { FormDialog, useUnsaved } from "@/components/action/form-dialog";
import { ProblemNote } from "@/components/action/problem-note";
import { useAction } from "@/components/action/use-action";
import { useActionForm } from "@/components/action/use-action-form";
import { Button } from "@/components/ui/button";
import { DialogBody, DialogForm } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormFooter } from "@/components/ui/form-footer";
import { Input } from "@/components/ui/input";
import { Menu, MenuItem, MenuLink, MenuSeparator } from "@/components/ui/menu";
import { useToast } from "@/components/ui/toast";
import { type SavedView, saveViewSchema } from "@/lib/overview/schema";
import { removeViewAction, saveViewAction } from "../actions";

const NO_RESPONSE = "We couldn’t reach the server. Check your connection and try again.";

/** A person's own views; each is a link. */
export function SavedViews({ views }: { views: readonly SavedView[] }) {
  const [saving, setSaving] = useState(false);
  const toast = useToast();
  const { run } = useAction(removeViewAction, NO_RESPONSE);
  const current = useSearchParams();
  const here = views.find(({ query }) => isSame(query, current));
  const remove = async ({ id, name }: SavedView) => {
    const outcome = await run({ id });
    if (outcome?.ok) toast.success(`Deleted the view ${name}`);
  };
  return (
    <>
      <Menu
        align="start"
        trigger={
          <Button className="border-control font-normal text-sm">
            <Bookmark aria-hidden="true" className="text-muted" />
            <span className="text-muted">View:</span>
            <span className="max-w-40 truncate">{here?.name ?? "None"}</span>
          </Button>
        }
      >
        {views.map(({ id, name, query }) => (
          <MenuLink key={id} href={query ? `/robots?${query}` : "/robots"}>
            {name}
          </MenuLink>
        ))}
        {views.length > 0 ? <MenuSeparator /> : null}
        <MenuItem icon={<Plus aria-hidden="true" />} onSelect={() => setSaving(true)}>
          Save this view
        </MenuItem>
        {here ? (
          <MenuItem icon={<Trash2 aria-hidden="true" />} tone="danger" onSelect={() => void remove(here)}>
            Delete the view {here.name}
          </MenuItem>
        ) : null}
      </Menu>
      <FormDialog
        open={saving}
        onOpenChange={setSaving}
        title="Save this view"
        description="Saves the search, filters, order and columns. Only you can see your views."
      >
        <SaveViewForm query={current.toString()} onClose={() => setSaving(false)} />
      </FormDialog>
    </>
  );
}

/** Whether an address shows a view, on whichever page of the list. */
function isSame(query: string, current: URLSearchParams): boolean {
  const params = new URLSearchParams(current);
  params.delete("page");
  params.sort();
  const kept = new URLSearchParams(query);
  kept.sort();
  return kept.toString() === params.toString();
}

const formSchema = saveViewSchema.pick({ name: true });

function SaveViewForm({ query, onClose }: { query: string; onClose: () => void }) {
  const toast = useToast();
  const { form, submit, pending, problem, fault } = useActionForm({
    schema: formSchema,
    defaultValues: { name: "" },
    action: saveViewAction,
    toInput: ({ name }) => ({ name, query }),
    noResponse: NO_RESPONSE,
    onDone: (_, { name }) => {
      onClose();
      toast.success(`Saved the view ${name}`);
    },
  });
  useUnsaved({ busy: pending, dirty: form.formState.isDirty });
  return (
    <DialogForm onSubmit={submit}>
      <DialogBody className="flex flex-col gap-4">
        <Field
          label="Name"
          required
          hint="If you already have a view with this name, it’s replaced."
          error={form.formState.errors.name?.message}
        >
          <Input autoComplete="off" {...form.register("name")} />
        </Field>
        <ProblemNote problem={problem} />
      </DialogBody>
      <FormFooter submitLabel="Save view" pending={pending} fault={fault} onCancel={onClose} />
    </DialogForm>
  );
}
