import { expect, it } from "vitest";
import { reachText } from "@/components/robots/reach-text";

const NONE = { all: false, count: 0, names: [], mixed: false };

it.each([
  ["names the few projects there are", { ...NONE, count: 2, names: ["docs", "shop"] }, "docs, shop"],
  ["counts the many", { ...NONE, count: 1200 }, "1,200 projects"],
  ["says when it is every project", { ...NONE, all: true }, "All projects"],
  ["says how many are exceptions", { ...NONE, all: true, count: 2 }, "All projects · 2 exceptions"],
  ["is nothing when there is none left", NONE, null],
])("%s", (_, reach, text) => expect(reachText(reach)).toBe(text));
