"use client";
import { type ReactNode, useState } from "react";
import { onDemand } from "@/components/ui/on-demand";
import { type TriggerElement, usePopupTrigger } from "@/components/ui/popup-trigger";
import { useOnDemand } from "@/components/ui/use-on-demand";

type PopoverProps = {
  /** A button with its own name. */
  trigger: TriggerElement;
  /** Names the popover. */
  title: ReactNode;
  align?: "start" | "center" | "end";
  className?: string;
  children: ReactNode;
};

const popup = onDemand(() => import("@/components/ui/popover-popup").then((module) => module.PopoverPopup));

/** Escape or a click outside closes it. */
export function Popover({ trigger, title, align = "start", className, children }: PopoverProps) {
  const { button, control } = usePopupTrigger({ kind: "dialog", trigger, onIntent: popup.preload });
  const [used, setUsed] = useState(false);
  if (control.open && !used) setUsed(true);
  const Popup = useOnDemand(popup, control.open, () => control.onOpenChange(false));
  return (
    <>
      {button}
      {used && Popup ? (
        <Popup {...control} title={title} align={align} className={className}>
          {children}
        </Popup>
      ) : null}
    </>
  );
}
