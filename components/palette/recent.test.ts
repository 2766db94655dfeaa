import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Recent } from "./palette-items";
import { addRecent, readRecent } from "./recent";

const stored = new Map<string, string>();
const project = (name: string): Recent => ({ kind: "project", label: name, href: `/projects/${name}` });

beforeEach(() => {
  stored.clear();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
});

describe("recent items", () => {
  it("are listed latest first, without duplicates, at most five", () => {
    for (const name of ["a", "b", "c", "d", "e", "f", "b"]) addRecent("ada", project(name));
    expect(readRecent("ada").map(({ label }) => label)).toEqual(["b", "f", "e", "d", "c"]);
  });
  it("are kept per person", () => {
    addRecent("ada", project("hers"));
    expect(readRecent("bruno")).toEqual([]);
  });
  it.each(["not json", "{}", "[1,null]", '[{"kind":"project","label":"x","href":"//evil.example"}]'])(
    "is nothing when %j is stored",
    (text) => {
      stored.set("recent:ada", text);
      expect(readRecent("ada")).toEqual([]);
    },
  );
  it("are empty without storage", () => {
    vi.stubGlobal("sessionStorage", undefined);
    addRecent("ada", project("lost"));
    expect(readRecent("ada")).toEqual([]);
  });
});
