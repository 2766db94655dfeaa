"use client";
import { Autocomplete } from "@base-ui/react/autocomplete";
import { useRef, useState } from "react";
import { useDebouncedParam } from "@/components/data-table/use-debounced-param";
import { useRemoteSearch } from "@/components/search/use-remote-search";
import { Field } from "@/components/ui/field";
import { controlStyle } from "@/components/ui/input";
import { useShortcut } from "@/components/ui/keyboard-shortcuts";
import { popupItemStyle, popupListStyle } from "@/components/ui/popup-style";
import { cn } from "@/lib/cn";

type NameFilterProps = {
  name: "actor" | "robot" | "project";
  label: string;
  /** The value in the URL. */
  value: string;
  /** Whose log suggests names; null for the instance's. */
  project: string | null;
  /** Registers `/` to focus the input. */
  shortcut?: boolean;
};

/** Filters by a part of a name while you type, and suggests whole names. */
export function NameFilter({ name, label, value, project, shortcut = false }: NameFilterProps) {
  const inputRef = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const { text, type, send } = useDebouncedParam(name, value);
  const names = useSuggestions(open ? { by: name, q: text.trim(), project } : null);
  useShortcut("/", `Filter by ${label.toLowerCase()}`, () => inputRef.current?.focus(), shortcut);
  return (
    <Field label={label} className="w-44 gap-1 max-sm:w-[calc(50%-0.25rem)]">
      <Autocomplete.Root
        items={names}
        filter={null}
        open={open && names.length > 0}
        onOpenChange={setOpen}
        value={text}
        onValueChange={(next, { reason }) => {
          type(next);
          if (reason === "item-press") send(next);
        }}
      >
        <Autocomplete.Input
          ref={inputRef}
          type="search"
          name={name}
          placeholder="Part of a name"
          maxLength={255}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.currentTarget.getAttribute("aria-activedescendant")) return;
            event.preventDefault();
            setOpen(false);
            send(text);
          }}
          className={cn(controlStyle(), "font-code")}
        />
        <Suggestions label={label} />
      </Autocomplete.Root>
    </Field>
  );
}

function Suggestions({ label }: { label: string }) {
  return (
    <Autocomplete.Portal role="region" aria-label={`Suggestions for ${label.toLowerCase()}`}>
      <Autocomplete.Positioner sideOffset={4} align="start" collisionPadding={8} className="z-45 outline-none">
        <Autocomplete.Popup className={cn(popupListStyle, "max-w-100")}>
          <Autocomplete.List>
            {(found: string) => (
              <Autocomplete.Item key={found} value={found} className={popupItemStyle}>
                <span className="break-all font-code">{found}</span>
              </Autocomplete.Item>
            )}
          </Autocomplete.List>
        </Autocomplete.Popup>
      </Autocomplete.Positioner>
    </Autocomplete.Portal>
  );
}

/** Only names that still contain what has been typed meanwhile. */
function useSuggestions(asked: { by: string; q: string; project: string | null } | null): string[] {
  const address =
    asked?.q &&
    `/activity/names?${new URLSearchParams({ by: asked.by, q: asked.q, ...(asked.project && { project: asked.project }) })}`;
  const { data } = useRemoteSearch<string[]>(address || null);
  return (data ?? []).filter((name) => name.toLowerCase().includes(asked?.q.toLowerCase() ?? ""));
}
