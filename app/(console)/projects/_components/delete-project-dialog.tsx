"use client";
import { useRouter } from "next/navigation";
import { ProblemText } from "@/components/action/problem-note";
import { useAction } from "@/components/action/use-action";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";
import { useLastShown } from "@/components/ui/use-last-shown";
import type { ProjectRow } from "@/lib/projects/queries";
import { deleteProjectAction } from "../actions";

const NO_RESPONSE = "We couldn’t reach the server, so the project may already be deleted. Reload the page to check.";

/** Requires typing the project's name. */
export function DeleteProjectDialog({ project, onClose }: { project: ProjectRow | null; onClose: () => void }) {
  const router = useRouter();
  const toast = useToast();
  const shown = useLastShown(project);
  const remove = useAction(deleteProjectAction, NO_RESPONSE);
  const { name = "", robots } = shown ?? {};
  const close = () => {
    if (remove.problem) router.refresh();
    remove.forget();
    onClose();
  };
  const confirm = async () => {
    const outcome = await remove.run({ name, confirm: name });
    if (!outcome?.ok) return;
    close();
    toast.success(`Project ${name} deleted`);
  };
  return (
    <ConfirmDialog
      open={project !== null}
      onOpenChange={close}
      title={`Delete project ${name}?`}
      description={effect(robots?.total ?? 0)}
      confirmLabel="Delete project"
      tone="danger"
      typeToConfirm={name}
      pending={remove.pending}
      error={remove.problem ? <ProblemText problem={remove.problem} /> : null}
      onConfirm={confirm}
    />
  );
}

function effect(robots: number): string {
  const rest = "Its members lose access. Nothing in the registry itself is deleted. This can’t be undone.";
  if (robots === 0) return `It has no robot accounts. ${rest}`;
  const subject = robots === 1 ? "Its robot account stops" : `Its ${robots} robot accounts stop`;
  return `${subject} working now; tokens already issued expire within minutes. ${rest}`;
}
