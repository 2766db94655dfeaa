"use client";
import { useState } from "react";
import { useRemoteSearch } from "@/components/search/use-remote-search";
import { BreakableName } from "@/components/ui/breakable-name";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { numberText } from "@/lib/number-text";
import type { Page } from "@/lib/pagination";

type ProjectSearchProps = {
  label: string;
  chosen: ReadonlySet<string>;
  onAdd: (names: readonly string[]) => void;
  onRemove: (name: string) => void;
};

export function ProjectSearch({ label, chosen, onAdd, onRemove }: ProjectSearchProps) {
  const [q, setQ] = useState("");
  const { names, found, problem, more, retry } = useProjectNames(q);
  const free = names.filter((name) => !chosen.has(name));
  return (
    <div className="flex flex-col gap-2">
      <Field label={label} hint={found ? countText(names.length, q, found) : "Loading…"}>
        <Input
          type="search"
          autoComplete="off"
          spellCheck={false}
          placeholder="Search by name"
          value={q}
          onChange={(event) => setQ(event.target.value)}
          onKeyDown={(event) => {
            // Enter selects the only match instead of submitting the form.
            if (event.key !== "Enter") return;
            event.preventDefault();
            if (free.length === 1) onAdd(free);
          }}
        />
      </Field>
      {problem ? (
        <p role="alert" className="flex flex-wrap items-center gap-2 text-red text-sm">
          {problem.message}
          <Button size="sm" onClick={retry}>
            Try again
          </Button>
        </p>
      ) : null}
      {names.length > 0 ? <FoundProjects names={names} chosen={chosen} onAdd={onAdd} onRemove={onRemove} /> : null}
      <div className="flex flex-wrap gap-2">
        {free.length > 1 ? (
          <Button size="sm" onClick={() => onAdd(free)}>
            Select all {free.length}
          </Button>
        ) : null}
        {found && names.length < found.total ? (
          <Button size="sm" onClick={more}>
            Show more
          </Button>
        ) : null}
      </div>
    </div>
  );
}

type FoundProjectsProps = Omit<ProjectSearchProps, "label"> & { names: readonly string[] };

function FoundProjects({ names, chosen, onAdd, onRemove }: FoundProjectsProps) {
  return (
    <ul
      aria-label="Projects found"
      className="grid max-h-36 gap-x-4 gap-y-1.5 overflow-y-auto rounded-lg border border-line p-2.5 sm:grid-cols-2"
    >
      {names.map((name) => (
        <li key={name} className="min-w-0">
          <Checkbox
            label={<BreakableName className="font-code">{name}</BreakableName>}
            checked={chosen.has(name)}
            onCheckedChange={(checked) => (checked ? onAdd([name]) : onRemove(name))}
          />
        </li>
      ))}
    </ul>
  );
}

/** Loads one page at a time; each further page is appended. */
function useProjectNames(typed: string) {
  const q = typed.trim();
  const [request, setRequest] = useState({ q, page: 1, previous: [] as readonly string[] });
  if (request.q !== q) setRequest({ q, page: 1, previous: [] });
  const address = `/search/projects?${new URLSearchParams({ q, page: String(request.page) })}`;
  const { data, problem, retry } = useRemoteSearch<Page<string>>(address, q === "" || request.page > 1 ? 0 : undefined);
  const names = [...new Set([...request.previous, ...(data?.rows ?? [])])];
  const more = () => setRequest({ q, page: request.page + 1, previous: names });
  return { names, found: data, problem, more, retry };
}

function countText(shown: number, q: string, { total, capped }: { total: number; capped: boolean }): string {
  if (total === 0) return q.trim() ? "No project names match." : "There are no projects yet.";
  const all = `${numberText(total)}${capped ? "+" : ""}`;
  if (shown >= total && !capped) return total === 1 ? "1 project" : `${all} projects`;
  return `${shown} of ${all} projects. Type part of a name to find others.`;
}
