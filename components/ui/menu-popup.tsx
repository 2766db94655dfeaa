"use client";
import { Menu as BaseMenu } from "@base-ui/react/menu";
import NextLink from "next/link";
import { type Context, type ReactNode, useEffect, useRef } from "react";
import { popupListStyle } from "@/components/ui/popup-style";
import type { PopupControl } from "@/components/ui/popup-trigger";
import { cn } from "@/lib/cn";

function Link({ href, className, children }: { href: string; className: string; children: ReactNode }) {
  return (
    <BaseMenu.LinkItem closeOnClick render={<NextLink href={href} prefetch={false} />} className={className}>
      {children}
    </BaseMenu.LinkItem>
  );
}

const PARTS = {
  Item: BaseMenu.Item,
  Link,
  Separator: BaseMenu.Separator,
  RadioGroup: BaseMenu.RadioGroup,
  RadioItem: BaseMenu.RadioItem,
  Group: BaseMenu.Group,
  GroupLabel: BaseMenu.GroupLabel,
  CheckboxItem: BaseMenu.CheckboxItem,
  CheckboxMark: BaseMenu.CheckboxItemIndicator,
};

export type MenuParts = typeof PARTS;

type MenuPopupProps = PopupControl & {
  align: "start" | "center" | "end";
  context: Context<MenuParts | null>;
  children: ReactNode;
};

export function MenuPopup({ open, onOpenChange, anchor, byKeyboard, align, context: Parts, children }: MenuPopupProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open || !byKeyboard) return;
    const frame = requestAnimationFrame(() => list.current?.querySelector<HTMLElement>("[role^=menuitem]")?.focus());
    return () => cancelAnimationFrame(frame);
  }, [open, byKeyboard]);
  return (
    <BaseMenu.Root open={open} onOpenChange={onOpenChange}>
      <BaseMenu.Portal role="region" aria-label="Menu">
        <BaseMenu.Positioner
          anchor={anchor}
          sideOffset={4}
          align={align}
          collisionPadding={8}
          className="z-45 outline-none"
        >
          <BaseMenu.Popup ref={list} finalFocus={anchor} className={cn(popupListStyle, "min-w-44")}>
            <Parts value={PARTS}>{children}</Parts>
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}
