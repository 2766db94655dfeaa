import { describe, expect, it } from "vitest";
import { listShortcuts, mayAct, registerShortcut } from "./shortcut-registry";

const press = {
  key: "n",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  defaultPrevented: false,
  isComposing: false,
};
/** Stands for an element inside, or outside, something one types into. */
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

describe("the registry", () => {
  it("lists a shortcut until it is removed", () => {
    const remove = registerShortcut({ keys: "n", label: "New", run: null });
    expect(listShortcuts().map((shortcut) => shortcut.label)).toEqual(["New"]);
    remove();
    expect(listShortcuts()).toEqual([]);
  });
  it("gives a key to the latest that asked, and back to the one before", () => {
    const first = registerShortcut({ keys: "n", label: "First", run: null });
    const second = registerShortcut({ keys: "n", label: "Second", run: null });
    expect(listShortcuts().map((shortcut) => shortcut.label)).toEqual(["Second"]);
    second();
    expect(listShortcuts().map((shortcut) => shortcut.label)).toEqual(["First"]);
    first();
  });
});
