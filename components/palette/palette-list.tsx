"use client";
import { Autocomplete } from "@base-ui/react/autocomplete";
import Bot from "lucide-react/icons/bot";
import CornerDownRight from "lucide-react/icons/corner-down-right";
import FolderKey from "lucide-react/icons/folder-key";
import ListFilter from "lucide-react/icons/list-filter";
import LogOut from "lucide-react/icons/log-out";
import SunMoon from "lucide-react/icons/sun-moon";
import Zap from "lucide-react/icons/zap";
import { ProblemNote } from "@/components/action/problem-note";
import type { PaletteGroup, PaletteItem } from "@/components/palette/palette-items";
import type { RemoteSearch } from "@/components/search/use-remote-search";
import { Button } from "@/components/ui/button";
import { popupItemStyle } from "@/components/ui/popup-style";
import { Keys } from "@/components/ui/shortcut-sheet";
import { cn } from "@/lib/cn";
import type { SearchHits } from "@/lib/search/queries";

const ICONS = {
  action: Zap,
  filter: ListFilter,
  place: CornerDownRight,
  project: FolderKey,
  robot: Bot,
  theme: SunMoon,
  "sign-out": LogOut,
};

type PaletteListProps = {
  groups: readonly PaletteGroup[];
  search: RemoteSearch<SearchHits>;
  q: string;
  onChoose: (item: PaletteItem) => void;
};

/** Has a fixed height, so that the palette doesn't move. */
export function PaletteList({ groups, search, q, onChoose }: PaletteListProps) {
  const { pending, problem, retry } = search;
  return (
    <div className="flex min-h-0 flex-col max-sm:flex-1 sm:h-[min(24rem,60vh)]">
      <Autocomplete.List className="min-h-0 scroll-py-2 overflow-y-auto overscroll-contain p-2 empty:hidden">
        {(group: PaletteGroup) => (
          <Autocomplete.Group key={group.label} items={group.items} className="pb-2 last:pb-0">
            <Autocomplete.GroupLabel className="px-2 py-1 font-medium text-muted text-xs">
              {group.label}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(item: PaletteItem) => <PaletteOption key={item.id} item={item} onChoose={onChoose} />}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
      {problem ? (
        <div className="p-2">
          <ProblemNote
            problem={problem}
            actions={
              <Button size="sm" onClick={retry}>
                Try again
              </Button>
            }
          />
        </div>
      ) : null}
      {groups.length === 0 && !pending && !problem ? <Nothing q={q} /> : null}
    </div>
  );
}

function PaletteOption({ item, onChoose }: { item: PaletteItem; onChoose: (item: PaletteItem) => void }) {
  const Icon = ICONS[item.icon];
  return (
    <Autocomplete.Item
      value={item}
      onClick={() => onChoose(item)}
      className={cn(popupItemStyle, "min-h-9 scroll-my-2")}
    >
      <Icon aria-hidden="true" className="text-muted" />
      <span className={cn("min-w-0 truncate", item.mono && "font-code")}>{item.label}</span>
      {item.note ? <span className="whitespace-nowrap text-muted text-xs">{item.note}</span> : null}
      {item.keys ? (
        <span className="ml-auto pointer-coarse:hidden">
          <Keys keys={item.keys} />
        </span>
      ) : null}
    </Autocomplete.Item>
  );
}

function Nothing({ q }: { q: string }) {
  return (
    <div className="px-6 py-14 text-center text-sm">
      <p className="font-medium">No results for “{q}”</p>
      <p className="mt-1 text-balance text-muted">
        Search any part of the name of a project or robot account that you can see.
      </p>
    </div>
  );
}
