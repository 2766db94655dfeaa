"use client";
import { Controller } from "react-hook-form";
import { FormDialog, useUnsaved } from "@/components/action/form-dialog";
import { ProblemNote } from "@/components/action/problem-note";
import { useActionForm } from "@/components/action/use-action-form";
import { DialogBody, DialogForm } from "@/components/ui/dialog";
import { FormFooter } from "@/components/ui/form-footer";
import { RadioGroup } from "@/components/ui/radio-group";
import { useToast } from "@/components/ui/toast";
import { addMemberSchema } from "@/lib/members/schema";
import { addMemberAction } from "../actions";
import { ROLE_CHOICES } from "./member-roles";
import { PersonField } from "./person-field";

const NO_RESPONSE =
  "We couldn’t reach the server, so they may already be a member. Check your connection and try again.";

const formSchema = addMemberSchema.omit({ project: true });

type AddMemberDialogProps = { project: string; open: boolean; onOpenChange: (open: boolean) => void };

export function AddMemberDialog({ project, open, onOpenChange }: AddMemberDialogProps) {
  return (
    <FormDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Add member"
      description="Add someone who can already sign in. Only system admins can create people."
    >
      <AddMemberForm project={project} onClose={() => onOpenChange(false)} />
    </FormDialog>
  );
}

function AddMemberForm({ project, onClose }: { project: string; onClose: () => void }) {
  const toast = useToast();
  const { form, submit, pending, problem } = useActionForm({
    schema: formSchema,
    defaultValues: { username: "", role: "viewer" },
    action: addMemberAction,
    toInput: (values) => ({ ...values, project }),
    noResponse: NO_RESPONSE,
    onDone: (_, { username }) => {
      onClose();
      toast.success(`${username} is now a member`);
    },
  });
  useUnsaved({ busy: pending, dirty: form.formState.isDirty });
  return (
    <DialogForm onSubmit={submit}>
      <DialogBody className="flex flex-col gap-5">
        <Controller
          control={form.control}
          name="username"
          render={({ field, fieldState }) => (
            <PersonField {...field} project={project} error={fieldState.error?.message} />
          )}
        />
        <Controller
          control={form.control}
          name="role"
          render={({ field }) => (
            <RadioGroup label="Role" items={ROLE_CHOICES} value={field.value} onValueChange={field.onChange} />
          )}
        />
        <ProblemNote problem={problem} />
      </DialogBody>
      <FormFooter submitLabel="Add member" pending={pending} onCancel={onClose} />
    </DialogForm>
  );
}
