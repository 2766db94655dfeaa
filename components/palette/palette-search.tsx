"use client";
import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import LoaderCircle from "lucide-react/icons/loader-circle";
import Search from "lucide-react/icons/search";
import X from "lucide-react/icons/x";
import { usePathname } from "next/navigation";
import { useState } from "react";
import {
  commandGroups,
  hitGroups,
  hitItem,
  matching,
  type PaletteGroup,
  type PaletteItem,
  totalText,
} from "@/components/palette/palette-items";
import { PaletteList } from "@/components/palette/palette-list";
import { readRecent } from "@/components/palette/recent";
import { filterGroup, typedCommand, typedItems } from "@/components/palette/typed-command";
import { type RemoteSearch, useRemoteSearch } from "@/components/search/use-remote-search";
import type { Place } from "@/components/shell/place";
import { useTheme } from "@/components/shell/use-theme";
import { IconButton } from "@/components/ui/icon-button";
import { Kbd } from "@/components/ui/kbd";
import { listShortcuts } from "@/components/ui/shortcut-registry";
import type { SearchHits } from "@/lib/search/queries";

type PaletteSearchProps = {
  places: readonly Place[];
  username: string;
  onChoose: (item: PaletteItem) => void;
};

/** Local commands come first, so that nothing moves when the server responds. */
export function PaletteSearch({ places, username, onChoose }: PaletteSearchProps) {
  const { theme } = useTheme();
  const [text, setText] = useState("");
  const [shortcuts] = useState(listShortcuts);
  const [recent] = useState(() => readRecent(username));
  const q = text.trim();
  const [allFor, setAllFor] = useState<string | null>(null);
  const typed = typedCommand(q);
  const sought = typed?.rest ?? q;
  const search = useRemoteSearch<SearchHits>(searchAddress(sought, allFor === q));
  const project = /^\/projects\/([^/]+)/.exec(usePathname())?.[1] ?? null;
  const commands = commandGroups({ shortcuts, places, theme });
  const isSystemAdmin = places.some(({ href }) => href === "/robots/system");
  const found = search.data
    ? [...(typed ? [typedItems(typed, search.data)] : []), ...hitGroups(search.data, sought)]
    : [];
  const groups = q
    ? [...matching(commands, q), ...matching([filterGroup(q, project, isSystemAdmin), ...found], "")]
    : matching([{ label: "Recent", items: recent.map(hitItem) }, ...commands], "");
  const choose = (item: PaletteItem) => (item.command.kind === "show-all" ? setAllFor(q) : onChoose(item));
  return (
    <Autocomplete.Root
      open
      inline
      items={groups}
      filter={null}
      value={text}
      onValueChange={(next, { reason }) => {
        // Choosing an item would otherwise write it into the field while the palette fades out.
        if (reason !== "item-press") setText(next);
      }}
      itemToStringValue={(item: PaletteItem) => item.label}
      autoHighlight="always"
      keepHighlight
    >
      <PaletteField pending={search.pending} />
      <PaletteList groups={groups} search={search} q={q} onChoose={choose} />
      <PaletteFoot groups={groups} search={search} isSearch={q !== ""} />
    </Autocomplete.Root>
  );
}

function PaletteField({ pending }: { pending: boolean }) {
  return (
    <div className="flex items-center gap-2 border-line border-b px-4">
      <span aria-hidden="true" className="relative size-4 shrink-0 text-muted [&_svg]:absolute [&_svg]:size-4">
        {pending ? (
          <>
            <Search className="animate-late-out" />
            <span className="absolute inset-0 animate-late">
              <LoaderCircle className="animate-spin" />
            </span>
          </>
        ) : (
          <Search />
        )}
      </span>
      <Autocomplete.Input
        aria-label="Search projects, robot accounts and commands"
        placeholder="Search or jump to…"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={255}
        className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none pointer-coarse:text-lg"
      />
      <Dialog.Close render={<IconButton label="Close" size="sm" tooltip={false} className="-mr-1.5" />}>
        <X aria-hidden="true" />
      </Dialog.Close>
    </div>
  );
}

const NO_HITS = { total: 0, capped: false };

function searchAddress(sought: string, all: boolean): string | null {
  return sought ? `/search?${new URLSearchParams({ q: sought, ...(all && { all: "robots" }) })}` : null;
}

type PaletteFootProps = {
  groups: readonly PaletteGroup[];
  search: Pick<RemoteSearch<SearchHits>, "pending" | "data">;
  isSearch: boolean;
};

/** Counts what was found, not only what is listed. */
function PaletteFoot({ groups, search, isSearch }: PaletteFootProps) {
  const isHit = ({ id }: PaletteItem) => id.startsWith("hit ") || id.startsWith("all ");
  const local = groups.flatMap(({ items }) => items).filter((item) => !isHit(item)).length;
  const { projects, robots } = search.data ?? { projects: NO_HITS, robots: NO_HITS };
  const total = isSearch ? local + projects.total + robots.total : groups.flatMap(({ items }) => items).length;
  const text = totalText({ rows: [], total, capped: isSearch && (projects.capped || robots.capped) });
  return (
    <div className="flex items-center gap-4 border-line border-t bg-subtle px-4 py-2 text-muted text-xs">
      <span className="flex items-center gap-1.5 pointer-coarse:hidden">
        <Kbd>↑</Kbd>
        <Kbd>↓</Kbd> to move
      </span>
      <span className="flex items-center gap-1.5 pointer-coarse:hidden">
        <Kbd>Enter</Kbd> to choose
      </span>
      <Autocomplete.Status className="ml-auto">
        {search.pending ? "" : total === 1 ? "1 result" : `${text} results`}
      </Autocomplete.Status>
    </div>
  );
}
