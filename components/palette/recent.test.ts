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

describe("what was chosen before", () => {
  it("comes back the latest first, each once, five at most", () => {
    for (const name of ["a", "b", "c", "d", "e", "f", "b"]) addRecent("ada", project(name));
    expect(readRecent("ada").map(({ label }) => label)).toEqual(["b", "f", "e", "d", "c"]);
  });
  it("is nobody else’s", () => {
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
  it("is nothing without storage", () => {
    vi.stubGlobal("sessionStorage", undefined);
    addRecent("ada", project("lost"));
    expect(readRecent("ada")).toEqual([]);
  });
});
