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
  /** The value in the URL. */
  value: string;
  placeholder: string;
  /** Registers `/` to focus the input. */
  shortcut?: boolean;
};

/** Matches the exact name. */
export function TextFilter({ name, label, value, placeholder, shortcut = false }: TextFilterProps) {
  const inputRef = useRef<HTMLInputElement>(null);
  useShortcut("/", `Filter by ${label.toLowerCase()}`, () => inputRef.current?.focus(), shortcut);
  return (
    <Field label={label} className="w-44 gap-1 max-sm:w-[calc(50%-0.25rem)]">
      <Input
        // A new URL value replaces anything typed but not applied.
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

/** In local time; in UTC without JavaScript, because the zone is unknown. */
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
