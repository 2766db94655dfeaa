"use client";
import Search from "lucide-react/icons/search";
import { usePathname, useSearchParams } from "next/navigation";
import { useRef } from "react";
import { useDebouncedParam } from "@/components/data-table/use-debounced-param";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { useShortcut } from "@/components/ui/keyboard-shortcuts";

type TableSearchProps = {
  /** The value in the URL. */
  value: string;
  /** Also the placeholder: "Search by name". */
  label: string;
};

/** Searches while you type without adding history entries. `/` focuses it; without JavaScript, Enter submits it. */
export function TableSearch({ value, label }: TableSearchProps) {
  const { text, type, send } = useDebouncedParam("q", value);
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

/* Submitting a form drops the URL's query, so the filters go along as hidden fields. */
function OtherParams() {
  const kept = [...useSearchParams()].filter(([name]) => name !== "q" && name !== "page");
  return kept.map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />);
}
