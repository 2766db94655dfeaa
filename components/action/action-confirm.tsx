"use client";
import { useRouter } from "next/navigation";
import type { ComponentProps } from "react";
import { ProblemText } from "@/components/action/problem-note";
import { type ServerAction, useAction } from "@/components/action/use-action";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";
import { useLastShown } from "@/components/ui/use-last-shown";

const NO_RESPONSE = "We couldn’t reach the server, so the change may have been made. Reload the page to check.";

type Words = "title" | "description" | "confirmLabel" | "tone" | "typeToConfirm";
type Question = Pick<ComponentProps<typeof ConfirmDialog>, Words> & {
  /** Shown in a toast afterwards. */
  done: string;
};

type ActionConfirmProps<Subject, Input> = {
  /** Null while closed. */
  subject: Subject | null;
  question: (subject: Subject) => Question;
  action: ServerAction<Input, unknown>;
  toInput: (subject: Subject) => Input;
  noResponse?: string;
  onClose: () => void;
};

/** Asks before one action. After a problem, closing reloads the page behind. */
export function ActionConfirm<Subject, Input>(props: ActionConfirmProps<Subject, Input>) {
  const { subject, question, action, toInput, noResponse = NO_RESPONSE, onClose } = props;
  const router = useRouter();
  const toast = useToast();
  const shown = useLastShown(subject);
  const { run, pending, problem, forget } = useAction(action, noResponse);
  if (shown === null) return null;
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
      open={subject !== null}
      onOpenChange={close}
      pending={pending}
      error={problem ? <ProblemText problem={problem} /> : null}
      onConfirm={confirm}
    />
  );
}
