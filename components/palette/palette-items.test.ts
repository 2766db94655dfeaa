import { describe, expect, it } from "vitest";
import type { Shortcut } from "@/components/ui/shortcut-registry";
import { commandGroups, hitGroups, matching, type PaletteGroup } from "./palette-items";

const run = () => {};
const shortcuts: Shortcut[] = [
  { keys: "g p", label: "Go to Projects", run, scope: "console" },
  { keys: "?", label: "Keyboard shortcuts", run, scope: "console" },
  { keys: "Ctrl K", label: "Search and jump", run: null, scope: "console" },
  { keys: "n", label: "New robot account", run, scope: "page" },
  { keys: "↑ ↓", label: "Move between rows", run: null, scope: "page" },
];
const places = [
  { href: "/projects", label: "Projects", keys: "g p" },
  { href: "/account", label: "Your account" },
];
const commands = commandGroups({ shortcuts, places, theme: "dark" });
const labels = (groups: readonly PaletteGroup[]) =>
  Object.fromEntries(groups.map(({ label, items }) => [label, items.map((item) => item.label)]));

describe("the commands", () => {
  it("cover the page and the console, without help-only keys or duplicate places", () => {
    expect(labels(commands)).toEqual({
      "On this page": ["New robot account"],
      "Go to": ["Projects", "Your account"],
      Console: ["Keyboard shortcuts", "Light theme", "Dark theme", "Use system theme", "Sign out"],
    });
  });
  it("mark the current theme", () => {
    const marked = commands.flatMap(({ items }) => items).filter(({ note }) => note);
    expect(marked.map(({ label }) => label)).toEqual(["Dark theme"]);
  });
  it("show a place’s keys only where they work", () => {
    const keysOf = (present: Shortcut[]) =>
      commandGroups({ shortcuts: present, places, theme: "system" })[1]?.items.map(({ keys }) => keys ?? null);
    expect(keysOf(shortcuts)).toEqual(["g p", null]);
    expect(keysOf([{ keys: "g p", label: "Something of the page", run, scope: "page" }])).toEqual([null, null]);
  });
  it("match every word, in any order and case", () => {
    expect(labels(matching(commands, "ROBOT new"))).toEqual({ "On this page": ["New robot account"] });
    expect(matching(commands, "robot old")).toEqual([]);
  });
});

describe("search hits", () => {
  const hits = {
    projects: { rows: [{ name: "harbour", canManage: true }], total: 1, capped: false },
    robots: {
      rows: [
        { id: 7, loginName: "robot_harbour+ci", project: "harbour", status: "active" as const, canManage: true },
        { id: 8, loginName: "robot_harbour+old", project: "harbour", status: "expired" as const, canManage: true },
        { id: 9, loginName: "robot_harbours", project: null, status: "disabled" as const, canManage: true },
      ],
      total: 3,
      capped: false,
    },
  };
  it("say how many there are, and lead to all of them", () => {
    const many = { projects: { ...hits.projects, total: 12 }, robots: { ...hits.robots, total: 10_000, capped: true } };
    expect(labels(hitGroups(many, "harbour"))).toEqual({
      "Projects · 1 of 12": ["harbour", "See all 12 projects"],
      "Robot accounts · 3 of 10,000+": [
        "robot_harbour+ci",
        "robot_harbour+old",
        "robot_harbours",
        "See all 10,000+ robot accounts",
      ],
    });
  });
  it("link to their pages and show expired and disabled robots", () => {
    const items = hitGroups(hits, "harbour").flatMap((group) => group.items);
    expect(items.map(({ command, note }) => [command.kind === "go" && command.href, note])).toEqual([
      ["/projects/harbour", undefined],
      ["/projects/harbour/robots/7", undefined],
      ["/projects/harbour/robots/8", "Expired"],
      ["/robots/9", "Disabled"],
    ]);
  });
  it("are filtered by the current text until the next response", () => {
    expect(labels(hitGroups(hits, "Harbour+C"))).toEqual({ Projects: [], "Robot accounts": ["robot_harbour+ci"] });
  });
});
