"use client";
import { useRouter } from "next/navigation";
import { FormDialog, useUnsaved } from "@/components/action/form-dialog";
import { ProblemNote } from "@/components/action/problem-note";
import { useActionForm } from "@/components/action/use-action-form";
import { DialogBody, DialogForm } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormFooter } from "@/components/ui/form-footer";
import { Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import { createProjectSchema } from "@/lib/projects/schema";
import { createProjectAction } from "../actions";

const NO_RESPONSE =
  "We couldn’t reach the server, so the project may have been created. Check your connection and try again; it can’t be created twice.";

type NewProjectDialogProps = { open: boolean; onOpenChange: (open: boolean) => void };

export function NewProjectDialog({ open, onOpenChange }: NewProjectDialogProps) {
  return (
    <FormDialog
      open={open}
      onOpenChange={onOpenChange}
      title="New project"
      description="You’ll be its first admin and can add others."
    >
      <NewProjectForm onClose={() => onOpenChange(false)} />
    </FormDialog>
  );
}

function NewProjectForm({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const toast = useToast();
  const { form, submit, pending, problem } = useActionForm({
    schema: createProjectSchema,
    defaultValues: { name: "" },
    action: createProjectAction,
    toInput: (values) => values,
    noResponse: NO_RESPONSE,
    onDone: ({ name }) => {
      onClose();
      toast.success(`Project ${name} created`);
      router.push(`/projects/${name}/robots`);
    },
  });
  useUnsaved({ busy: pending, dirty: form.formState.isDirty });
  return (
    <DialogForm onSubmit={submit}>
      <DialogBody className="flex flex-col gap-4">
        <Field
          label="Name"
          required
          hint="The top-level path of its repositories: documentation in documentation/site. It can’t be changed later."
          error={form.formState.errors.name?.message}
        >
          <Input
            mono
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            placeholder="documentation"
            {...form.register("name")}
          />
        </Field>
        <ProblemNote problem={problem} />
      </DialogBody>
      <FormFooter submitLabel="Create project" pending={pending} onCancel={onClose} />
    </DialogForm>
  );
}
