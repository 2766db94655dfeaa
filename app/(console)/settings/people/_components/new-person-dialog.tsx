"use client";
import { Controller, type UseFormReturn } from "react-hook-form";
import { FormDialog, useUnsaved } from "@/components/action/form-dialog";
import { ProblemNote } from "@/components/action/problem-note";
import { useActionForm } from "@/components/action/use-action-form";
import { Checkbox } from "@/components/ui/checkbox";
import { DialogBody, DialogForm } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormFooter } from "@/components/ui/form-footer";
import { Input } from "@/components/ui/input";
import { PasswordInput } from "@/components/ui/password-input";
import { useToast } from "@/components/ui/toast";
import { type CreateUserInput, createUserSchema, PASSWORD_HINT } from "@/lib/people/schema";
import { createUserAction } from "../actions";

const NO_RESPONSE =
  "We couldn’t reach the server, so the person may have been created. Check your connection and try again; a username can’t be created twice.";

const EMPTY = { username: "", name: "", email: "", password: "", isAdmin: false };

type NewPersonDialogProps = { open: boolean; onOpenChange: (open: boolean) => void };

export function NewPersonDialog({ open, onOpenChange }: NewPersonDialogProps) {
  return (
    <FormDialog
      open={open}
      onOpenChange={onOpenChange}
      title="New person"
      description="Give them the username and password. They can change the password on their account page."
    >
      <NewPersonForm onClose={() => onOpenChange(false)} />
    </FormDialog>
  );
}

function NewPersonForm({ onClose }: { onClose: () => void }) {
  const toast = useToast();
  const { form, submit, pending, problem, fault } = useActionForm({
    schema: createUserSchema,
    defaultValues: EMPTY,
    action: createUserAction,
    toInput: (values) => values,
    noResponse: NO_RESPONSE,
    onDone: (_, { username }) => {
      onClose();
      toast.success(`${username} can now sign in`);
    },
  });
  useUnsaved({ busy: pending, dirty: form.formState.isDirty });
  return (
    <DialogForm onSubmit={submit} autoComplete="off">
      <DialogBody className="flex flex-col gap-4">
        <PersonFields form={form} />
        <ProblemNote problem={problem} />
      </DialogBody>
      <FormFooter submitLabel="Create person" pending={pending} fault={fault} onCancel={onClose} />
    </DialogForm>
  );
}

function PersonFields({ form }: { form: UseFormReturn<CreateUserInput, unknown, CreateUserInput> }) {
  const { errors } = form.formState;
  return (
    <>
      <Field label="Username" required hint="Can’t be changed later." error={errors.username?.message}>
        <Input mono autoComplete="off" autoCapitalize="none" spellCheck={false} {...form.register("username")} />
      </Field>
      <Field label="Name" hint="Shown to other people. Leave blank to use the username." error={errors.name?.message}>
        <Input autoComplete="off" {...form.register("name")} />
      </Field>
      <Field label="Email" hint="Optional." error={errors.email?.message}>
        <Input type="email" autoComplete="off" {...form.register("email")} />
      </Field>
      <Field label="Password" required hint={errors.password ? null : PASSWORD_HINT} error={errors.password?.message}>
        <PasswordInput autoComplete="new-password" {...form.register("password")} />
      </Field>
      <Controller
        control={form.control}
        name="isAdmin"
        render={({ field }) => (
          <Checkbox
            label="System admin"
            description="Can manage every project, robot account and person."
            checked={field.value}
            onCheckedChange={field.onChange}
          />
        )}
      />
    </>
  );
}
