"use client";
import { FormDialog, useUnsaved } from "@/components/action/form-dialog";
import { ProblemNote } from "@/components/action/problem-note";
import { useActionForm } from "@/components/action/use-action-form";
import { DialogBody, DialogForm } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormFooter } from "@/components/ui/form-footer";
import { PasswordInput } from "@/components/ui/password-input";
import { useToast } from "@/components/ui/toast";
import { useLastShown } from "@/components/ui/use-last-shown";
import type { UserDto } from "@/lib/people/queries";
import { PASSWORD_HINT, resetPasswordSchema } from "@/lib/people/schema";
import { resetPasswordAction } from "../actions";

const NO_RESPONSE =
  "We couldn’t reach the server, so the password may have changed. Check your connection and try again.";

const formSchema = resetPasswordSchema.omit({ id: true });

export function ResetPasswordDialog({ person, onClose }: { person: UserDto | null; onClose: () => void }) {
  const shown = useLastShown(person);
  return (
    <FormDialog
      open={person !== null}
      onOpenChange={onClose}
      size="sm"
      title={`Reset password for ${shown?.username ?? ""}`}
      description="They’re signed out everywhere. Give them the new password; they can change it on their account page."
    >
      {shown ? <ResetPasswordForm key={shown.id} person={shown} onClose={onClose} /> : null}
    </FormDialog>
  );
}

function ResetPasswordForm({ person, onClose }: { person: UserDto; onClose: () => void }) {
  const toast = useToast();
  const { form, submit, pending, problem } = useActionForm({
    schema: formSchema,
    defaultValues: { password: "" },
    action: resetPasswordAction,
    toInput: ({ password }) => ({ id: person.id, password }),
    noResponse: NO_RESPONSE,
    onDone: () => {
      onClose();
      toast.success(`${person.username} has a new password`);
    },
  });
  useUnsaved({ busy: pending, dirty: form.formState.isDirty });
  return (
    <DialogForm onSubmit={submit} autoComplete="off">
      <DialogBody className="flex flex-col gap-4">
        <Field
          label="New password"
          required
          hint={form.formState.errors.password ? null : PASSWORD_HINT}
          error={form.formState.errors.password?.message}
        >
          <PasswordInput autoComplete="new-password" {...form.register("password")} />
        </Field>
        <ProblemNote problem={problem} />
      </DialogBody>
      <FormFooter submitLabel="Reset password" pending={pending} onCancel={onClose} />
    </DialogForm>
  );
}
