"use client";
import { Menu as BaseMenu } from "@base-ui/react/menu";
import NextLink from "next/link";
import { type ReactElement, type ReactNode, useId } from "react";
import { popupItemStyle, popupListStyle } from "@/components/ui/popup-style";
import { cn } from "@/lib/cn";

type MenuProps = {
  /** The button that opens it: `Button` or `IconButton`, with its own name. */
  trigger: ReactElement<Record<string, unknown>>;
  align?: "start" | "center" | "end";
  disabled?: boolean;
  /** MenuItem, MenuLink, MenuSeparator, MenuHeading. */
  children: ReactNode;
};

/** A menu of actions under a button; arrows move, letters jump, focus goes back to the button. */
export function Menu({ trigger, align = "end", disabled, children }: MenuProps) {
  return (
    <BaseMenu.Root disabled={disabled}>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal role="region" aria-label="Menu">
        <BaseMenu.Positioner sideOffset={4} align={align} collisionPadding={8} className="z-45 outline-none">
          <BaseMenu.Popup className={cn(popupListStyle, "min-w-44")}>{children}</BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

type MenuItemProps = {
  children: ReactNode;
  onSelect: () => void;
  icon?: ReactNode;
  tone?: "neutral" | "danger";
  disabled?: boolean;
  /** Why it is disabled: shown under the label and read as its description. */
  reason?: ReactNode;
};

/** One action. A disabled item can still be reached, so its reason can be read. */
export function MenuItem({ children, onSelect, icon, tone, disabled, reason }: MenuItemProps) {
  const id = useId();
  const explained = Boolean(disabled && reason);
  return (
    <BaseMenu.Item
      disabled={disabled}
      onClick={onSelect}
      aria-labelledby={`${id}label`}
      aria-describedby={explained ? `${id}reason` : undefined}
      className={cn(
        popupItemStyle,
        tone === "danger" && "text-red data-disabled:text-faint",
        explained && "items-start",
      )}
    >
      {icon}
      <span className="flex min-w-0 flex-col">
        <span id={`${id}label`}>{children}</span>
        {explained ? (
          <span id={`${id}reason`} className="text-faint text-xs">
            {reason}
          </span>
        ) : null}
      </span>
    </BaseMenu.Item>
  );
}

/** One link. */
export function MenuLink({ href, icon, children }: { href: string; icon?: ReactNode; children: ReactNode }) {
  return (
    <BaseMenu.LinkItem closeOnClick render={<NextLink href={href} />} className={popupItemStyle}>
      {icon}
      {children}
    </BaseMenu.LinkItem>
  );
}

/** A line between groups. */
export function MenuSeparator() {
  return <BaseMenu.Separator className="-mx-1 my-1 h-px bg-line" />;
}

type MenuChoiceProps<Value extends string> = {
  /** Names the group. */
  label: string;
  value: Value;
  onValueChange: (value: Value) => void;
  items: readonly { value: Value; label: ReactNode; icon?: ReactNode }[];
};

/** One choice of several, inside a menu. */
export function MenuChoice<Value extends string>({ label, value, onValueChange, items }: MenuChoiceProps<Value>) {
  return (
    <BaseMenu.RadioGroup value={value} onValueChange={onValueChange} aria-label={label}>
      {items.map((item) => (
        <BaseMenu.RadioItem
          key={item.value}
          value={item.value}
          closeOnClick
          className={cn(popupItemStyle, "data-checked:font-medium data-checked:text-link")}
        >
          {item.icon}
          {item.label}
        </BaseMenu.RadioItem>
      ))}
    </BaseMenu.RadioGroup>
  );
}
