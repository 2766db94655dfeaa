"use client";
import Search from "lucide-react/icons/search";
import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { useTableNavigation } from "@/components/data-table/table-navigation";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { useShortcut } from "@/components/ui/keyboard-shortcuts";

const DEBOUNCE_MS = 250;

type TableSearchProps = {
  /** The value in the URL. */
  value: string;
  /** Also the placeholder: "Search by name". */
  label: string;
};

/** Searches while you type without adding history entries. `/` focuses it; without JavaScript, Enter submits it. */
export function TableSearch({ value, label }: TableSearchProps) {
  const { text, type, send } = useDebouncedTerm(value);
  const inputRef = useRef<HTMLInputElement>(null);
  useShortcut("/", label, () => inputRef.current?.focus());
  return (
    <search className="max-sm:w-full">
      <form
        action={usePathname()}
        onSubmit={(event) => {
          event.preventDefault();
          send(text);
        }}
        className="group relative sm:w-64"
      >
        <OtherParams />
        <Search aria-hidden="true" className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted" />
        <Input
          ref={inputRef}
          type="search"
          name="q"
          value={text}
          aria-label={label}
          placeholder={label}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => type(event.target.value)}
          className="pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden"
        />
        <Kbd className="pointer-events-none absolute top-1.5 right-2 group-focus-within:hidden pointer-coarse:hidden">
          /
        </Kbd>
      </form>
    </search>
  );
}

/* The URL follows the text after a pause. It replaces the text only if something else changed it. */
function useDebouncedTerm(value: string) {
  const { go } = useTableNavigation();
  const [text, setText] = useState(value);
  const [previous, setPrevious] = useState(value);
  const sent = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  if (previous !== value) {
    setPrevious(value);
    if (value !== sent.current) setText(value);
  }
  useEffect(() => {
    sent.current = value;
  }, [value]);
  const send = (next: string) => {
    clearTimeout(timer.current);
    sent.current = next.trim();
    go({ q: next.trim() }, "replace");
  };
  const type = (next: string) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(send, DEBOUNCE_MS, next);
  };
  return { text, type, send };
}

/* Submitting a form drops the URL's query, so the filters go along as hidden fields. */
function OtherParams() {
  const kept = [...useSearchParams()].filter(([name]) => name !== "q" && name !== "page");
  return kept.map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />);
}
