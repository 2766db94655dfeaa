import { afterEach, describe, expect, it, vi } from "vitest";
import {
  isShortcutAllowed,
  listShortcuts,
  matchKey,
  registerShortcut,
  runOnArrival,
  type Shortcut,
} from "./shortcut-registry";

const press = {
  key: "n",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  defaultPrevented: false,
  isComposing: false,
};
/** An element inside or outside a text field. */
const element = (typing: boolean) => ({ closest: () => (typing ? {} : null) }) as unknown as Element;

describe("isShortcutAllowed", () => {
  it("allows a plain key", () => {
    expect(isShortcutAllowed(press, null, false)).toBe(true);
    expect(isShortcutAllowed(press, element(false), false)).toBe(true);
  });
  it("ignores keys typed into a field", () => {
    expect(isShortcutAllowed(press, element(true), false)).toBe(false);
    expect(isShortcutAllowed({ ...press, isComposing: true }, null, false)).toBe(false);
  });
  it("ignores keys under an open dialog", () => {
    expect(isShortcutAllowed(press, null, true)).toBe(false);
  });
  it.each(["ctrlKey", "metaKey", "altKey", "repeat", "defaultPrevented"] as const)("ignores keys with %s", (name) => {
    expect(isShortcutAllowed({ ...press, [name]: true }, null, false)).toBe(false);
  });
});

const shortcut = (keys: string, label: string, more: Partial<Shortcut> = {}): Shortcut => ({
  keys,
  label,
  run: null,
  scope: "page",
  ...more,
});

const labels = () => listShortcuts().map(({ label }) => label);

describe("the registry", () => {
  it("lists a shortcut until it is removed", () => {
    const remove = registerShortcut(shortcut("n", "New"));
    expect(labels()).toEqual(["New"]);
    remove();
    expect(labels()).toEqual([]);
  });
  it("gives a key to the latest registration, then back to the one before", () => {
    const first = registerShortcut(shortcut("n", "First"));
    const second = registerShortcut(shortcut("n", "Second"));
    expect(labels()).toEqual(["Second"]);
    second();
    expect(labels()).toEqual(["First"]);
    first();
  });
  it("prefers the page over the console, in either order", () => {
    const page = registerShortcut(shortcut("g a", "The project’s activity"));
    const everywhere = registerShortcut(shortcut("g a", "All activity", { scope: "console" }));
    expect(labels()).toEqual(["The project’s activity"]);
    page();
    expect(labels()).toEqual(["All activity"]);
    everywhere();
  });
});

describe("key sequences", () => {
  const run = () => {};
  const present = [shortcut("g p", "Projects", { run }), shortcut("n", "New", { run }), shortcut("↑ ↓", "Move")];
  it("run at the last key", () => {
    expect(matchKey("", "g", present)).toEqual({ begun: "g" });
    expect(matchKey("g", "p", present)).toEqual({ run });
    expect(matchKey("", "n", present)).toEqual({ run });
  });
  it("match nothing if the second key doesn't fit, even if it would match alone", () => {
    expect(matchKey("g", "n", present)).toBeNull();
    expect(matchKey("", "p", present)).toBeNull();
  });
  it("that are help-only match nothing", () => {
    expect(matchKey("", "↑", present)).toBeNull();
  });
});

describe("a shortcut of another page", () => {
  afterEach(() => vi.unstubAllGlobals());
  const arrive = (pathname: string) => {
    const run = vi.fn();
    vi.stubGlobal("location", { pathname });
    registerShortcut(shortcut("n", "New", { run }))();
    return run;
  };
  it("runs once, as soon as that page registers it", () => {
    runOnArrival("n", "/there");
    expect(arrive("/elsewhere")).not.toHaveBeenCalled();
    expect(arrive("/there")).toHaveBeenCalledOnce();
    expect(arrive("/there")).not.toHaveBeenCalled();
  });
  it("expires if the page doesn't load in time", () => {
    runOnArrival("n", "/there");
    vi.setSystemTime(Date.now() + 60_000);
    expect(arrive("/there")).not.toHaveBeenCalled();
    vi.useRealTimers();
  });
});
