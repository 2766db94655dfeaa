"use client";
import { useRouter } from "next/navigation";
import { ProblemText } from "@/components/action/problem-note";
import { useAction } from "@/components/action/use-action";
import { Alert } from "@/components/ui/alert";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";
import { useLastShown } from "@/components/ui/use-last-shown";
import type { MemberDto } from "@/lib/members/queries";
import { removeMemberAction } from "../actions";

const NO_RESPONSE = "We couldn’t reach the server, so they may already be removed. Reload the page to check.";

type RemoveMemberDialogProps = {
  member: MemberDto | null;
  project: string;
  isSystemAdmin: boolean;
  onClose: () => void;
};

/** If the server reports consequences, shows them and asks again. */
export function RemoveMemberDialog({ member, project, isSystemAdmin, onClose }: RemoveMemberDialogProps) {
  const router = useRouter();
  const toast = useToast();
  const shown = useLastShown(member);
  const remove = useAction(removeMemberAction, NO_RESPONSE);
  const warning = remove.problem?.code === "CONFLICT" ? remove.problem.message : null;
  const username = shown?.username ?? "";
  const close = () => {
    if (remove.problem) router.refresh();
    remove.forget();
    onClose();
  };
  const confirm = async () => {
    if (!member) return;
    const outcome = await remove.run({ id: member.id, accepted: warning });
    if (!outcome?.ok) return;
    close();
    toast.success(`${username} removed from ${project}`);
    if (member.isSelf && !isSystemAdmin) router.push("/projects");
  };
  return (
    <ConfirmDialog
      open={member !== null}
      onOpenChange={close}
      title={`Remove ${username} from ${project}?`}
      description={
        shown?.isSelf && !isSystemAdmin
          ? "You lose access to this project right away. Robot accounts you created stay."
          : "They lose access to this project right away. Robot accounts they created stay."
      }
      confirmLabel={warning ? "Remove anyway" : "Remove member"}
      tone="danger"
      pending={remove.pending}
      error={remove.problem && !warning ? <ProblemText problem={remove.problem} /> : null}
      onConfirm={confirm}
    >
      {warning ? (
        <div role="alert">
          <Alert tone="warn">{warning}</Alert>
        </div>
      ) : null}
    </ConfirmDialog>
  );
}
