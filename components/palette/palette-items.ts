import { robotHref } from "@/components/robots/robot-href";
import type { Place } from "@/components/shell/place";
import type { Theme } from "@/components/shell/theme";
import type { Shortcut } from "@/components/ui/shortcut-registry";
import { numberText } from "@/lib/number-text";
import type { SearchHits } from "@/lib/search/queries";

export type PaletteCommand =
  | { kind: "go"; href: string }
  /** Runs a shortcut of another page once that page is there. */
  | { kind: "arrive"; href: string; keys: string }
  /** Lists all robots that were found; the palette stays open. */
  | { kind: "show-all" }
  /** Runs after the palette has closed, because it may open a dialog or move focus. */
  | { kind: "run"; run: () => void }
  | { kind: "theme"; theme: Theme }
  | { kind: "sign-out" };

export type PaletteItem = {
  id: string;
  label: string;
  icon: "action" | "filter" | "place" | "project" | "robot" | "theme" | "sign-out";
  /** For names, so that similar characters differ. */
  mono?: boolean;
  /** Shown after the label, such as a robot's status. */
  note?: string;
  keys?: string;
  command: PaletteCommand;
};

export type PaletteGroup = { label: string; items: PaletteItem[] };

/** A project or robot chosen before. */
export type Recent = { kind: "project" | "robot"; label: string; href: string };

const THEMES: readonly [Theme, string][] = [
  ["light", "Light theme"],
  ["dark", "Dark theme"],
  ["system", "Use system theme"],
];

type Surroundings = {
  shortcuts: readonly Shortcut[];
  places: readonly Place[];
  theme: Theme;
};

/** Everything available without asking the server. */
export function commandGroups({ shortcuts, places, theme }: Surroundings): PaletteGroup[] {
  const hrefKeys = new Set(places.flatMap(({ keys }) => keys ?? []));
  const toItem = ({ keys, label, run }: Shortcut): PaletteItem[] =>
    run ? [{ id: `run ${keys}`, label, icon: "action", keys, command: { kind: "run", run } }] : [];
  const of = (scope: Shortcut["scope"]) => shortcuts.filter((shortcut) => shortcut.scope === scope);
  const elsewhere = of("console").filter(({ keys }) => !hrefKeys.has(keys));
  return [
    { label: "On this page", items: of("page").flatMap(toItem) },
    {
      label: "Go to",
      items: places.map(({ href, label, keys }) => ({
        id: `go ${href}`,
        label,
        icon: "place" as const,
        ...(keys && shortcuts.some((one) => one.keys === keys && one.scope === "console") ? { keys } : {}),
        command: { kind: "go" as const, href },
      })),
    },
    {
      label: "Console",
      items: [
        ...elsewhere.flatMap(toItem),
        ...THEMES.map(([value, label]) => ({
          id: `theme ${value}`,
          label,
          icon: "theme" as const,
          ...(value === theme ? { note: "Current" } : {}),
          command: { kind: "theme" as const, theme: value },
        })),
        { id: "sign-out", label: "Sign out", icon: "sign-out" as const, command: { kind: "sign-out" as const } },
      ],
    },
  ];
}

/** Hits of the last response that still match the current text, and a last line if there are more. */
export function hitGroups(hits: SearchHits, q: string): PaletteGroup[] {
  const fits = ({ label }: PaletteItem) => hasWords(label, q);
  const projects = hits.projects.rows.map(({ name }) =>
    hitItem({ kind: "project", label: name, href: `/projects/${name}` }),
  );
  const robots = hits.robots.rows.map(({ id, loginName, project, status }) => ({
    ...hitItem({ kind: "robot", label: loginName, href: robotHref({ id, project }) }),
    ...(status === "active" ? {} : { note: status === "expired" ? "Expired" : "Disabled" }),
  }));
  return [
    {
      label: groupLabel("Projects", hits.projects),
      items: [...projects.filter(fits), ...restOf(hits.projects, "projects", q)],
    },
    {
      label: groupLabel("Robot accounts", hits.robots),
      items: [...robots.filter(fits), ...restOf(hits.robots, "robot accounts", q)],
    },
  ];
}

type Count = { rows: readonly unknown[]; total: number; capped: boolean };

export const totalText = ({ total, capped }: Count) => `${numberText(total)}${capped ? "+" : ""}`;

function groupLabel(kind: string, hits: Count): string {
  return hits.total > hits.rows.length ? `${kind} · ${hits.rows.length} of ${totalText(hits)}` : kind;
}

function restOf(hits: Count, kind: "projects" | "robot accounts", q: string): PaletteItem[] {
  if (hits.total <= hits.rows.length) return [];
  // A list that is already long is not listed further: more words find sooner what is wanted.
  if (kind === "robot accounts" && hits.rows.length > MANY) return [];
  const command =
    kind === "projects"
      ? ({ kind: "go", href: `/projects?q=${encodeURIComponent(q)}` } as const)
      : ({ kind: "show-all" } as const);
  return [{ id: `all ${kind}`, label: `See all ${totalText(hits)} ${kind}`, icon: "place", command }];
}

const MANY = 20;

export function hitItem({ kind, label, href }: Recent): PaletteItem {
  return { id: `hit ${href}`, label, icon: kind, mono: true, command: { kind: "go", href } };
}

/** Keeps items whose label contains every word; drops empty groups. */
export function matching(groups: readonly PaletteGroup[], q: string): PaletteGroup[] {
  const fits = ({ label }: PaletteItem) => hasWords(label, q);
  return groups.map((group) => ({ ...group, items: group.items.filter(fits) })).filter(({ items }) => items.length > 0);
}

function hasWords(label: string, q: string): boolean {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => label.toLowerCase().includes(word));
}
