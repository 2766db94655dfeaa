"use client";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { ProblemText } from "@/components/action/problem-note";
import { useAction } from "@/components/action/use-action";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";
import { useLastShown } from "@/components/ui/use-last-shown";
import type { UserDto } from "@/lib/people/queries";
import type { ActionResult } from "@/lib/server/action";

const NO_RESPONSE = "We couldn’t reach the server, so the change may have been made. Reload the page to check.";

type Question = {
  title: string;
  description: ReactNode;
  confirmLabel: string;
  tone: "primary" | "danger";
  /** Shown in a toast afterwards. */
  done: string;
};

type PersonConfirmProps<Input> = {
  person: UserDto | null;
  question: (person: UserDto) => Question;
  action: (input: Input) => Promise<ActionResult<void>>;
  toInput: (person: UserDto) => Input;
  onClose: () => void;
};

export function PersonConfirm<Input>({ person, question, action, toInput, onClose }: PersonConfirmProps<Input>) {
  const router = useRouter();
  const toast = useToast();
  const shown = useLastShown(person);
  const { run, pending, problem, forget } = useAction(action, NO_RESPONSE);
  if (!shown) return null;
  const { done, ...words } = question(shown);
  const close = () => {
    if (problem) router.refresh();
    forget();
    onClose();
  };
  const confirm = async () => {
    const outcome = await run(toInput(shown));
    if (!outcome?.ok) return;
    close();
    toast.success(done);
  };
  return (
    <ConfirmDialog
      {...words}
      open={person !== null}
      onOpenChange={close}
      pending={pending}
      error={problem ? <ProblemText problem={problem} /> : null}
      onConfirm={confirm}
    />
  );
}
