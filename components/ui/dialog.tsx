"use client";
import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import X from "lucide-react/icons/x";
import { type ComponentProps, type ReactNode, useEffect, useRef } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { useBackCloses } from "@/components/ui/use-back-closes";
import { cn } from "@/lib/cn";

const SIZES = { sm: "sm:max-w-md", md: "sm:max-w-lg", secret: "sm:max-w-160", lg: "sm:max-w-2xl" };

export type CloseReason = "escape" | "outside" | "button" | "back";

type DialogProps = {
  open: boolean;
  /** Called with false to close; the parent owns `open`. */
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  size?: keyof typeof SIZES;
  /**
   * If false, clicking outside does nothing, so that typed data survives a slip. Escape and the button still close it.
   */
  dismissible?: boolean;
  /** Return false to veto, for example to ask first. */
  onCloseAttempt?: (reason: CloseReason) => boolean;
  /** Called after the closing animation; reset state here. */
  onClosed?: () => void;
  initialFocus?: ComponentProps<typeof BaseDialog.Popup>["initialFocus"];
  finalFocus?: ComponentProps<typeof BaseDialog.Popup>["finalFocus"];
  /** `DialogForm`, or `DialogBody` and `DialogFooter`. */
  children: ReactNode;
};

/** A full-screen sheet on a phone. */
export function Dialog({ open, onOpenChange, onClosed, dismissible = true, ...panel }: DialogProps) {
  const { onCloseAttempt } = panel;
  useBackCloses(open, () => {
    if (onCloseAttempt?.("back") === false) return false;
    onOpenChange(false);
    return true;
  });
  return (
    <BaseDialog.Root
      open={open}
      disablePointerDismissal={!dismissible}
      onOpenChangeComplete={(isOpen) => {
        if (!isOpen) onClosed?.();
      }}
      onOpenChange={(next, details) => {
        const reason = REASONS[details.reason] ?? "button";
        if (!next && onCloseAttempt?.(reason) === false) details.cancel();
        else onOpenChange(next);
      }}
    >
      <DialogPanel {...panel} />
    </BaseDialog.Root>
  );
}

const REASONS: Partial<Record<string, CloseReason>> = { "escape-key": "escape", "outside-press": "outside" };

type PanelProps = Omit<DialogProps, "open" | "onOpenChange" | "onClosed" | "dismissible">;

function DialogPanel({ title, description, size = "md", initialFocus, finalFocus, children }: PanelProps) {
  const popup = useRef<HTMLDivElement>(null);
  return (
    <BaseDialog.Portal>
      <BaseDialog.Backdrop className={backdropStyle} />
      <BaseDialog.Viewport className={viewportStyle}>
        <BaseDialog.Popup
          ref={popup}
          data-modal=""
          // On a touch screen, a field would open the keyboard.
          initialFocus={
            initialFocus ?? ((type) => (type === "touch" ? true : (firstField(popup.current) ?? popup.current)))
          }
          finalFocus={finalFocus}
          className={cn(popupStyle, "max-sm:h-dvh max-sm:rounded-none", SIZES[size])}
        >
          <header className="border-line border-b py-4 pr-14 pl-5">
            <BaseDialog.Title className="font-semibold text-lg">{title}</BaseDialog.Title>
            {description ? (
              <BaseDialog.Description className="mt-0.5 text-muted text-sm">{description}</BaseDialog.Description>
            ) : null}
          </header>
          <BaseDialog.Close
            render={<IconButton label="Close" size="sm" tooltip={false} className="absolute top-3.5 right-3.5" />}
          >
            <X aria-hidden="true" />
          </BaseDialog.Close>
          {children}
        </BaseDialog.Popup>
      </BaseDialog.Viewport>
    </BaseDialog.Portal>
  );
}

export const backdropStyle =
  "fixed inset-0 z-40 bg-overlay transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0";
export const viewportStyle = "fixed inset-0 z-40 grid place-items-center sm:p-6";
export const popupStyle =
  "relative flex max-h-full w-full min-w-0 flex-col overflow-hidden bg-raised text-fg shadow-dialog outline-none transition duration-150 data-ending-style:scale-98 data-starting-style:scale-98 data-ending-style:opacity-0 data-starting-style:opacity-0 sm:rounded-xl";

export function DialogBody({ className, ...props }: ComponentProps<"div">) {
  return <div {...props} className={cn("min-h-0 flex-1 overflow-y-auto px-5 py-4", className)} />;
}

/** The primary button comes last. */
export function DialogFooter({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      {...props}
      className={cn(
        "flex flex-wrap items-center justify-end gap-2 border-line border-t bg-subtle px-5 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]",
        className,
      )}
    />
  );
}

/** Spans body and footer, so that Enter submits and the footer can hold the submit button. */
export function DialogForm({ className, ...props }: ComponentProps<"form">) {
  const form = useRef<HTMLFormElement>(null);
  // A form that had to be loaded first finds focus on the dialog itself.
  useEffect(() => {
    if (document.activeElement?.matches("[data-modal]")) firstField(form.current)?.focus();
  }, []);
  return <form ref={form} noValidate {...props} className={cn("flex min-h-0 flex-1 flex-col", className)} />;
}

const FIELDS =
  "input:not([readonly],[disabled],[aria-hidden=true]),textarea,select,[role=radio],[role=switch],[role=combobox]";

function firstField(within: HTMLElement | null): HTMLElement | null {
  const fields = [...(within?.querySelectorAll<HTMLElement>(FIELDS) ?? [])];
  return fields.find((field) => field.tabIndex >= 0) ?? null;
}
