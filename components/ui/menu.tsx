"use client";
import Check from "lucide-react/icons/check";
import { createContext, type ReactNode, use, useId, useState } from "react";
import type { MenuParts } from "@/components/ui/menu-popup";
import { onDemand } from "@/components/ui/on-demand";
import { popupItemStyle } from "@/components/ui/popup-style";
import { type TriggerElement, usePopupTrigger } from "@/components/ui/popup-trigger";
import { useOnDemand } from "@/components/ui/use-on-demand";
import { cn } from "@/lib/cn";

type MenuProps = {
  /** A `Button` or `IconButton` with its own name. */
  trigger: TriggerElement;
  align?: "start" | "center" | "end";
  /** MenuItem, MenuLink, MenuSeparator, MenuChoice. */
  children: ReactNode;
};

const popup = onDemand(() => import("@/components/ui/menu-popup").then((module) => module.MenuPopup));
/** Provided by the popup's code, which loads on demand. */
const PartsContext = createContext<MenuParts | null>(null);

/** Arrow keys move, letters jump, focus returns to the button. */
export function Menu({ trigger, align = "end", children }: MenuProps) {
  const { button, control } = usePopupTrigger({ kind: "menu", trigger, onIntent: popup.preload });
  const [used, setUsed] = useState(false);
  if (control.open && !used) setUsed(true);
  const Popup = useOnDemand(popup, control.open, () => control.onOpenChange(false));
  return (
    <>
      {button}
      {used && Popup ? (
        <Popup {...control} align={align} context={PartsContext}>
          {children}
        </Popup>
      ) : null}
    </>
  );
}

function useParts(): MenuParts {
  const parts = use(PartsContext);
  if (!parts) throw new Error("Put the lines of a menu inside <Menu>.");
  return parts;
}

type MenuItemProps = {
  children: ReactNode;
  onSelect: () => void;
  icon?: ReactNode;
  tone?: "neutral" | "danger";
  disabled?: boolean;
  /** Why it is disabled; shown below the label and read as its description. */
  reason?: ReactNode;
};

/** A disabled item stays focusable, so that its reason can be read. */
export function MenuItem({ children, onSelect, icon, tone, disabled, reason }: MenuItemProps) {
  const { Item } = useParts();
  const id = useId();
  const explained = Boolean(disabled && reason);
  return (
    <Item
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
    </Item>
  );
}

export function MenuLink({ href, icon, children }: { href: string; icon?: ReactNode; children: ReactNode }) {
  const { Link } = useParts();
  return (
    <Link href={href} className={popupItemStyle}>
      {icon}
      {children}
    </Link>
  );
}

export function MenuSeparator() {
  const { Separator } = useParts();
  return <Separator className="-mx-1 my-1 h-px bg-line" />;
}

type MenuChoiceProps<Value extends string> = {
  /** Names the group. */
  label: string;
  value: Value;
  onValueChange: (value: Value) => void;
  items: readonly { value: Value; label: ReactNode }[];
};

export function MenuChoice<Value extends string>({ label, value, onValueChange, items }: MenuChoiceProps<Value>) {
  const { RadioGroup, RadioItem } = useParts();
  return (
    <RadioGroup value={value} onValueChange={onValueChange} aria-label={label}>
      {items.map((item) => (
        <RadioItem
          key={item.value}
          value={item.value}
          closeOnClick
          className={cn(popupItemStyle, "data-checked:font-medium data-checked:text-link")}
        >
          {item.label}
        </RadioItem>
      ))}
    </RadioGroup>
  );
}

type MenuChecksProps<Value extends string> = {
  label: string;
  chosen: readonly Value[];
  onToggle: (value: Value) => void;
  items: readonly { value: Value; label: ReactNode }[];
};

/** Several may be chosen, so the menu stays open. */
export function MenuChecks<Value extends string>({ label, chosen, onToggle, items }: MenuChecksProps<Value>) {
  const { Group, GroupLabel, CheckboxItem, CheckboxMark } = useParts();
  return (
    <Group>
      <GroupLabel className="px-2 pt-1.5 pb-0.5 font-medium text-muted text-xs">{label}</GroupLabel>
      {items.map((item) => (
        <CheckboxItem
          key={item.value}
          checked={chosen.includes(item.value)}
          onCheckedChange={() => onToggle(item.value)}
          closeOnClick={false}
          className={cn(popupItemStyle, "data-checked:font-medium")}
        >
          <span aria-hidden="true" className="grid size-4 place-items-center rounded-sm border border-control">
            <CheckboxMark>
              <Check className="text-link" />
            </CheckboxMark>
          </span>
          {item.label}
        </CheckboxItem>
      ))}
    </Group>
  );
}
