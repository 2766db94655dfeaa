"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ProblemNote } from "@/components/action/problem-note";
import { useAction } from "@/components/action/use-action";
import { Alert } from "@/components/ui/alert";
import { Dialog, DialogBody, DialogForm } from "@/components/ui/dialog";
import { FormFooter } from "@/components/ui/form-footer";
import { RadioGroup } from "@/components/ui/radio-group";
import { useToast } from "@/components/ui/toast";
import { useLastShown } from "@/components/ui/use-last-shown";
import type { MemberDto } from "@/lib/members/queries";
import { changeMemberRoleAction } from "../actions";
import { ROLE_CHOICES } from "./member-roles";

const NO_RESPONSE = "We couldn’t reach the server, so the role may have changed. Reload the page to check.";

type RoleDialogProps = { member: MemberDto | null; project: string; isSystemAdmin: boolean; onClose: () => void };

export function RoleDialog({ member, onClose, ...form }: RoleDialogProps) {
  const shown = useLastShown(member);
  return (
    <Dialog
      open={member !== null}
      onOpenChange={onClose}
      size="sm"
      title={`Change role for ${shown?.username ?? ""}`}
      description={
        <>
          In project <span className="font-code">{form.project}</span>.
        </>
      }
    >
      {shown ? <RoleForm key={shown.id} {...form} member={shown} onClose={onClose} /> : null}
    </Dialog>
  );
}

function RoleForm({ member, isSystemAdmin, onClose }: RoleDialogProps & { member: MemberDto }) {
  const router = useRouter();
  const toast = useToast();
  const [role, setRole] = useState(member.role);
  const change = useAction(changeMemberRoleAction, NO_RESPONSE);
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    if (role === member.role) return onClose();
    const outcome = await change.run({ id: member.id, role });
    if (!outcome?.ok) return;
    onClose();
    toast.success(`${member.username} is now ${role === "admin" ? "an admin" : "a viewer"}`);
  };
  const cancel = () => {
    if (change.problem) router.refresh();
    onClose();
  };
  const losesRights = member.isSelf && !isSystemAdmin && role === "viewer" && member.role === "admin";
  return (
    <DialogForm onSubmit={submit}>
      <DialogBody className="flex flex-col gap-4">
        <RadioGroup label="Role" items={ROLE_CHOICES} value={role} onValueChange={setRole} />
        {losesRights ? (
          <Alert tone="warn">
            You’d be removing your own admin role. You could still view the project, but another admin would have to
            restore your role.
          </Alert>
        ) : null}
        <ProblemNote problem={change.problem} />
      </DialogBody>
      <FormFooter submitLabel="Change role" pending={change.pending} onCancel={cancel} />
    </DialogForm>
  );
}
