import { afterEach, describe, expect, it, vi } from "vitest";
import { keyLeadsTo, listShortcuts, mayAct, registerShortcut, runOnArrival, type Shortcut } from "./shortcut-registry";

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

describe("mayAct", () => {
  it("lets a plain key through", () => {
    expect(mayAct(press, null, false)).toBe(true);
    expect(mayAct(press, element(false), false)).toBe(true);
  });
  it("leaves the keys of people who type alone", () => {
    expect(mayAct(press, element(true), false)).toBe(false);
    expect(mayAct({ ...press, isComposing: true }, null, false)).toBe(false);
  });
  it("does nothing under an open dialog", () => {
    expect(mayAct(press, null, true)).toBe(false);
  });
  it.each(["ctrlKey", "metaKey", "altKey", "repeat", "defaultPrevented"] as const)("does nothing with %s", (name) => {
    expect(mayAct({ ...press, [name]: true }, null, false)).toBe(false);
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
  it("gives a key to the latest that asked, and back to the one before", () => {
    const first = registerShortcut(shortcut("n", "First"));
    const second = registerShortcut(shortcut("n", "Second"));
    expect(labels()).toEqual(["Second"]);
    second();
    expect(labels()).toEqual(["First"]);
    first();
  });
  it("gives a key to the page rather than to the console, whichever came first", () => {
    const page = registerShortcut(shortcut("g a", "The project’s activity"));
    const everywhere = registerShortcut(shortcut("g a", "All activity", { scope: "console" }));
    expect(labels()).toEqual(["The project’s activity"]);
    page();
    expect(labels()).toEqual(["All activity"]);
    everywhere();
  });
});

describe("keys one after the other", () => {
  const run = () => {};
  const present = [shortcut("g p", "Projects", { run }), shortcut("n", "New", { run }), shortcut("↑ ↓", "Move")];
  it("run at the last of them", () => {
    expect(keyLeadsTo("", "g", present)).toEqual({ begun: "g" });
    expect(keyLeadsTo("g", "p", present)).toEqual({ run });
    expect(keyLeadsTo("", "n", present)).toEqual({ run });
  });
  it("lead nowhere when the second does not fit, even where it would do something alone", () => {
    expect(keyLeadsTo("g", "n", present)).toBeNull();
    expect(keyLeadsTo("", "p", present)).toBeNull();
  });
  it("that are only told of in the help sheet run nothing and begin nothing", () => {
    expect(keyLeadsTo("", "↑", present)).toBeNull();
  });
});

describe("an errand to another page", () => {
  afterEach(() => vi.unstubAllGlobals());
  const arrive = (pathname: string) => {
    const run = vi.fn();
    vi.stubGlobal("location", { pathname });
    registerShortcut(shortcut("n", "New", { run }))();
    return run;
  };
  it("is run once, as soon as that page has the shortcut", () => {
    runOnArrival("n", "/there");
    expect(arrive("/elsewhere")).not.toHaveBeenCalled();
    expect(arrive("/there")).toHaveBeenCalledOnce();
    expect(arrive("/there")).not.toHaveBeenCalled();
  });
  it("is forgotten when the page does not come for long", () => {
    runOnArrival("n", "/there");
    vi.setSystemTime(Date.now() + 60_000);
    expect(arrive("/there")).not.toHaveBeenCalled();
    vi.useRealTimers();
  });
});
