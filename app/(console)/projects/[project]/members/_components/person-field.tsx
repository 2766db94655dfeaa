"use client";
import { Autocomplete } from "@base-ui/react/autocomplete";
import type { Ref } from "react";
import { useRemoteSearch } from "@/components/search/use-remote-search";
import { Field } from "@/components/ui/field";
import { controlStyle } from "@/components/ui/input";
import { popupItemStyle, popupListStyle } from "@/components/ui/popup-style";
import { cn } from "@/lib/cn";
import type { PersonHit } from "@/lib/members/queries";

type PersonFieldProps = {
  project: string;
  value: string;
  onChange: (username: string) => void;
  onBlur: () => void;
  name: string;
  ref: Ref<HTMLInputElement>;
  error: string | undefined;
};

/** Suggests people while you type, but accepts any username. */
export function PersonField({ project, value, onChange, onBlur, name, ref, error }: PersonFieldProps) {
  const q = value.trim();
  const search = useRemoteSearch<PersonHit[]>(
    q ? `/projects/${project}/members/people?q=${encodeURIComponent(q)}` : null,
  );
  const people = search.data ?? [];
  return (
    <Field label="Username" required hint="Start typing a username or name." error={error}>
      <Autocomplete.Root
        items={people}
        filter={null}
        value={value}
        onValueChange={onChange}
        itemToStringValue={(person) => person.username}
      >
        <Autocomplete.Input
          ref={ref}
          name={name}
          onBlur={onBlur}
          aria-required
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className={cn(controlStyle(), "font-code")}
        />
        <Autocomplete.Portal role="region" aria-label="People">
          <Autocomplete.Positioner sideOffset={4} align="start" collisionPadding={8} className="z-45 outline-none">
            <Autocomplete.Popup
              aria-busy={search.pending || undefined}
              className={cn(popupListStyle, "w-(--anchor-width) max-w-none")}
            >
              <Autocomplete.Status className="text-muted text-sm empty:hidden">
                <SearchStatus search={search} found={people.length} q={q} />
              </Autocomplete.Status>
              <Autocomplete.List className="empty:hidden">
                {(person: PersonHit) => <PersonOption key={person.username} person={person} />}
              </Autocomplete.List>
            </Autocomplete.Popup>
          </Autocomplete.Positioner>
        </Autocomplete.Portal>
      </Autocomplete.Root>
    </Field>
  );
}

function PersonOption({ person }: { person: PersonHit }) {
  return (
    <Autocomplete.Item value={person} disabled={person.isMember} className={popupItemStyle}>
      <span className="font-code">{person.username}</span>
      {person.name === person.username ? null : <span className="truncate text-muted">{person.name}</span>}
      {person.isMember ? <span className="ml-auto whitespace-nowrap text-xs">Already a member</span> : null}
    </Autocomplete.Item>
  );
}

type SearchStatusProps = {
  search: { pending: boolean; problem: { message: string } | null };
  found: number;
  q: string;
};

function SearchStatus({ search, found, q }: SearchStatusProps) {
  const { pending, problem } = search;
  if (problem) return <StatusLine>{problem.message} You can still type the full username.</StatusLine>;
  if (found > 0) return <span className="sr-only">{found === 1 ? "1 person" : `${found} people`}</span>;
  if (pending) return <StatusLine late>Searching…</StatusLine>;
  return <StatusLine>No one has “{q}” in their username or name.</StatusLine>;
}

function StatusLine({ late, children }: { late?: boolean; children: React.ReactNode }) {
  return <div className={cn("px-2 py-1.5", late && "animate-late")}>{children}</div>;
}
