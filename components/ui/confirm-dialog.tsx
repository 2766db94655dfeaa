"use client";
import { AlertDialog } from "@base-ui/react/alert-dialog";
import { type ComponentProps, type ReactNode, useRef, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { backdropStyle, DialogBody, DialogFooter, DialogForm, popupStyle, viewportStyle } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useBackCloses } from "@/components/ui/use-back-closes";
import { cn } from "@/lib/cn";

type ConfirmDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Such as "Delete 3 robot accounts?". */
  title: ReactNode;
  /** What will happen; announced with the title. */
  description: ReactNode;
  /** Details, such as a list of what is affected. */
  children?: ReactNode;
  /** The title's verb and its object. */
  confirmLabel: ReactNode;
  cancelLabel?: ReactNode;
  tone?: "primary" | "danger";
  pending?: boolean;
  /** Announced progress, such as "Deleted 100 of 240." */
  status?: ReactNode;
  /** Why it failed; the dialog stays open. */
  error?: ReactNode;
  /** Must be typed before the button is enabled. */
  typeToConfirm?: string;
  /** Where focus goes afterwards; by default where it was. */
  finalFocus?: ComponentProps<typeof AlertDialog.Popup>["finalFocus"];
  onConfirm: () => void;
};

/** Closes only with an answer or Escape. */
export function ConfirmDialog({ open, onOpenChange, pending, ...panel }: ConfirmDialogProps) {
  useBackCloses(open, () => {
    if (!pending) onOpenChange(false);
    return !pending;
  });
  return (
    <AlertDialog.Root
      open={open}
      onOpenChange={(next, details) => {
        if (pending) details.cancel();
        else onOpenChange(next);
      }}
    >
      <AlertDialog.Portal>
        <AlertDialog.Backdrop forceRender className={backdropStyle} />
        <AlertDialog.Viewport className={cn(viewportStyle, "p-4")}>
          <ConfirmPanel {...panel} pending={pending} />
        </AlertDialog.Viewport>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

function ConfirmPanel(props: Omit<ConfirmDialogProps, "open" | "onOpenChange">) {
  const { title, description, children, confirmLabel, cancelLabel = "Cancel", tone = "primary" } = props;
  const { pending, status, error, typeToConfirm, finalFocus, onConfirm } = props;
  const [typed, setTyped] = useState("");
  const cancelRef = useRef<HTMLButtonElement>(null);
  const ready = typeToConfirm === undefined || typed.trim() === typeToConfirm;
  return (
    <AlertDialog.Popup
      data-modal=""
      initialFocus={typeToConfirm === undefined ? cancelRef : undefined}
      finalFocus={finalFocus}
      className={cn(popupStyle, "max-w-md rounded-xl")}
    >
      <DialogForm
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          if (ready && !pending) onConfirm();
        }}
      >
        <DialogBody className="flex flex-col gap-3">
          <div>
            <AlertDialog.Title className="font-semibold text-lg">{title}</AlertDialog.Title>
            <AlertDialog.Description className="mt-1 text-muted text-sm">{description}</AlertDialog.Description>
          </div>
          {children}
          {typeToConfirm === undefined ? null : (
            <ConfirmationField expected={typeToConfirm} value={typed} onChange={setTyped} />
          )}
          <p role="status" className="text-muted text-sm empty:hidden">
            {status}
          </p>
          {error ? <Alert tone="error">{error}</Alert> : null}
        </DialogBody>
        <DialogFooter>
          <AlertDialog.Close render={<Button ref={cancelRef} />}>{cancelLabel}</AlertDialog.Close>
          <Button type="submit" variant={tone} pending={pending} disabled={!ready}>
            {confirmLabel}
          </Button>
        </DialogFooter>
      </DialogForm>
    </AlertDialog.Popup>
  );
}

type ConfirmationFieldProps = { expected: string; value: string; onChange: (value: string) => void };

function ConfirmationField({ expected, value, onChange }: ConfirmationFieldProps) {
  const label = (
    <>
      Type <span className="select-all font-code">{expected}</span> to confirm
    </>
  );
  return (
    <Field label={label}>
      <Input
        mono
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}
