import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("./globals.css", import.meta.url), "utf8");

function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** WCAG 2.2 contrast ratio of two #rrggbb colors. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function token(name: string, theme: "light" | "dark"): string {
  const found = new RegExp(`--color-${name}:\\s*(?:light-dark\\((#\\w{6}),\\s*(#\\w{6})\\)|(#\\w{6}))`).exec(css);
  const value = found?.[3] ?? (theme === "light" ? found?.[1] : found?.[2]);
  if (!value) throw new Error(`globals.css has no color token ${name}`);
  return value;
}

const backgrounds = ["canvas", "surface", "raised", "subtle", "hover", "selected"];
const texts = ["fg", "muted", "faint", "link", "green", "amber", "red", "blue"];
const pairs = [
  ...backgrounds.flatMap((background) => texts.map((text) => [text, background] as const)),
  ...["green", "amber", "red", "blue"].map((tone) => [tone, `${tone}-soft`] as const),
  ...["green", "amber", "red", "blue"].map((tone) => ["fg", `${tone}-soft`] as const),
  ...["accent", "accent-hover"].map((background) => ["on-accent", background] as const),
  ...["danger", "danger-hover"].map((background) => ["on-danger", background] as const),
];
const shapes = backgrounds.flatMap((background) =>
  ["control", "ring", "accent"].map((shape) => [shape, background] as const),
);

describe.each(["light", "dark"] as const)("the %s theme", (theme) => {
  it.each(pairs)("sets %s on %s at 4.5:1 or more", (text, background) => {
    expect(contrast(token(text, theme), token(background, theme))).toBeGreaterThanOrEqual(4.5);
  });
  it.each(shapes)("draws %s on %s at 3:1 or more", (shape, background) => {
    expect(contrast(token(shape, theme), token(background, theme))).toBeGreaterThanOrEqual(3);
  });
});
