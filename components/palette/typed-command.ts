import type { PaletteGroup, PaletteItem } from "@/components/palette/palette-items";
import { robotHref } from "@/components/robots/robot-href";
import { ROBOT_FILTER_KEYS, ROBOT_FILTERS } from "@/lib/robots/filters";
import type { ProjectHit, RobotHit, SearchHits } from "@/lib/search/queries";

type RobotCommand = { label: string; keys: string; fits: (status: RobotHit["status"]) => boolean };

/** What can be typed before a robot's name; `keys` are the shortcuts of its page, where a dialog then asks first. */
const ROBOT_COMMANDS: Readonly<Record<string, RobotCommand>> = {
  disable: { label: "Disable", keys: "d", fits: (status) => status !== "disabled" },
  enable: { label: "Enable", keys: "d", fits: (status) => status === "disabled" },
  refresh: { label: "Refresh the secret of", keys: "r", fits: () => true },
  edit: { label: "Edit", keys: "e", fits: () => true },
  delete: { label: "Delete", keys: "x", fits: () => true },
};

/** A command that needs a name: `rest` is what to search for. */
export type TypedCommand = { rest: string } & (
  | { kind: "robot"; command: RobotCommand }
  | { kind: "new" }
  | { kind: "filter"; text: string }
);

/** Null if the text is a plain search. */
export function typedCommand(q: string): TypedCommand | null {
  const [, verb = "", rest = ""] = /^(\S+)\s+(\S.*)$/.exec(q) ?? [];
  const command = Object.hasOwn(ROBOT_COMMANDS, verb.toLowerCase()) && ROBOT_COMMANDS[verb.toLowerCase()];
  if (command) return { kind: "robot", command, rest };
  const [, text = "", place = ""] = /^(\S.*?)\s+in\s+(\S.*)$/i.exec(q) ?? [];
  if (/^(?:new|create|add)\s+robot(?:\s+account)?$/i.test(text)) return { kind: "new", rest: place };
  return filtersNamed(text).length > 0 ? { kind: "filter", text, rest: place } : null;
}

/** Filters whose label has every word; only those that need no policy, which depends on the project. */
function filtersNamed(text: string) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return ROBOT_FILTER_KEYS.map((key) => ({ key, ...ROBOT_FILTERS[key] })).filter(
    ({ label, isOffered }) => !isOffered && words.every((word) => label.toLowerCase().includes(word)),
  );
}

/** The typed command for each robot or project that was found. */
export function typedItems(typed: TypedCommand, hits: SearchHits): PaletteGroup {
  if (typed.kind === "robot") {
    const { label, keys, fits } = typed.command;
    const robots = hits.robots.rows.filter(({ canManage, status }) => canManage && fits(status));
    return { label: "Commands", items: robots.map((robot) => robotItem(label, keys, robot)) };
  }
  const { rows } = hits.projects;
  if (typed.kind === "new")
    return { label: "Commands", items: rows.filter(({ canManage }) => canManage).map(newRobotItem) };
  return { label: "Filters", items: rows.flatMap(({ name }) => filterItems(typed.text, projectList(name))) };
}

function robotItem(label: string, keys: string, { id, loginName, project }: RobotHit): PaletteItem {
  const href = robotHref({ id, project });
  return {
    ...{ id: `${label} ${href}`, label: `${label} ${loginName}`, icon: "action" },
    command: { kind: "arrive", href, keys },
  };
}

function newRobotItem({ name }: ProjectHit): PaletteItem {
  const { href } = projectList(name);
  return {
    ...{ id: `new ${href}`, label: `New robot account in ${name}`, icon: "action" },
    command: { kind: "arrive", href, keys: "n" },
  };
}

type RobotListPlace = { href: string; label: string };

export const projectList = (name: string): RobotListPlace => ({ href: `/projects/${name}/robots`, label: name });
const SYSTEM: RobotListPlace = { href: "/robots/system", label: "system robot accounts" };

/** Filters of the lists at hand: this project's, the projects', the system robots'. */
export function filterGroup(q: string, project: string | null, isSystemAdmin: boolean): PaletteGroup {
  const isExpiring = filtersNamed(q).some(({ key }) => key === "expiring");
  const lists = [...(project === null ? [] : [projectList(project)]), ...(isSystemAdmin ? [SYSTEM] : [])];
  const projects: PaletteItem = {
    ...{ id: "filter projects expiring", label: "Projects with robots expiring soon", icon: "filter" },
    command: { kind: "go", href: "/projects?robots=expiring" },
  };
  return {
    label: "Filters",
    items: [...(isExpiring ? [projects] : []), ...lists.flatMap((list) => filterItems(q, list))],
  };
}

function filterItems(text: string, { href, label: place }: RobotListPlace): PaletteItem[] {
  return filtersNamed(text).map(({ key, label }) => ({
    ...{ id: `filter ${href} ${key}`, label: `${label} in ${place}`, icon: "filter" },
    command: { kind: "go", href: `${href}?status=${key}` },
  }));
}
