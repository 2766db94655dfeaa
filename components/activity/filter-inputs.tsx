"use client";
import { useRef } from "react";
import { toInputText } from "@/components/activity/activity-address";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useShortcut } from "@/components/ui/keyboard-shortcuts";
import { useNow } from "@/components/ui/now";

type TextFilterProps = {
  name: string;
  label: string;
  /** What the address says now. */
  value: string;
  placeholder: string;
  /** `/` comes here. */
  shortcut?: boolean;
};

/** A name that must match exactly. */
export function TextFilter({ name, label, value, placeholder, shortcut = false }: TextFilterProps) {
  const inputRef = useRef<HTMLInputElement>(null);
  useShortcut("/", `Filter by ${label.toLowerCase()}`, () => inputRef.current?.focus(), shortcut);
  return (
    <Field label={label} className="w-44 gap-1 max-sm:w-[calc(50%-0.25rem)]">
      <Input
        // Another address, another value; what is typed but not applied gives way to it.
        key={value}
        ref={inputRef}
        type="search"
        name={name}
        defaultValue={value}
        placeholder={placeholder}
        maxLength={255}
        mono
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
    </Field>
  );
}

/** Two moments in the reader's zone; in UTC where no script tells which that is. */
export function TimeRange({ from, to }: { from: Date | null; to: Date | null }) {
  const zone = useNow() === null ? "utc" : "local";
  return (
    <>
      <Moment name="from" label="From" value={toInputText(from, zone)} />
      <Moment name="to" label="To" value={toInputText(to, zone)} />
    </>
  );
}

function Moment({ name, label, value }: { name: string; label: string; value: string }) {
  return (
    <Field label={label} className="w-52 gap-1 max-sm:w-full">
      <Input
        key={value}
        type="datetime-local"
        name={name}
        defaultValue={value}
        min="1970-01-01T00:00"
        max="9999-12-31T23:59"
      />
    </Field>
  );
}
