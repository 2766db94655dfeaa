import { robotHref } from "@/components/robots/robot-href";
import type { Place } from "@/components/shell/place";
import type { Theme } from "@/components/shell/theme";
import type { Shortcut } from "@/components/ui/shortcut-registry";
import type { SearchHits } from "@/lib/search/queries";

export type PaletteCommand =
  | { kind: "go"; href: string }
  /** Runs after the palette has closed, because it may open a dialog or move focus. */
  | { kind: "run"; run: () => void }
  | { kind: "theme"; theme: Theme }
  | { kind: "sign-out" };

export type PaletteItem = {
  id: string;
  label: string;
  icon: "action" | "place" | "project" | "robot" | "theme" | "sign-out";
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

/** Hits of the last response that still match the current text. */
export function hitGroups(hits: SearchHits, q: string): PaletteGroup[] {
  const text = q.toLowerCase();
  const fits = ({ label }: PaletteItem) => label.toLowerCase().includes(text);
  const projects = hits.projects.map(({ name }) =>
    hitItem({ kind: "project", label: name, href: `/projects/${name}` }),
  );
  const robots = hits.robots.map(({ id, loginName, project, status }) => ({
    ...hitItem({ kind: "robot", label: loginName, href: robotHref({ id, project }) }),
    ...(status === "active" ? {} : { note: status === "expired" ? "Expired" : "Disabled" }),
  }));
  return [
    { label: "Projects", items: projects.filter(fits) },
    { label: "Robot accounts", items: robots.filter(fits) },
  ];
}

export function hitItem({ kind, label, href }: Recent): PaletteItem {
  return { id: `hit ${href}`, label, icon: kind, mono: true, command: { kind: "go", href } };
}

/** Keeps items whose label contains every word; drops empty groups. */
export function matching(groups: readonly PaletteGroup[], q: string): PaletteGroup[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ label }: PaletteItem) => words.every((word) => label.toLowerCase().includes(word));
  return groups.map((group) => ({ ...group, items: group.items.filter(fits) })).filter(({ items }) => items.length > 0);
}
