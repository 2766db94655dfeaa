// Subsets the fonts in app/fonts to the letters, weights and features that the console uses. Run it
// (`node scripts/fonts.mjs`) after changing a font package or the features in app/globals.css, and commit the result.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import subsetFont from "subset-font";
import { root } from "./install.mjs";

/** Latin for Western Europe, and the punctuation and arrows in use. Other characters fall back to system fonts. */
const range = (/** @type {number} */ first, /** @type {number} */ last) =>
  Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at)).join("");
const MARKS = "“”‘’‚„–—…•·←→↑↓×−≤≥≠€™⋯";
const LATIN = `${range(0x20, 0x7e)}${range(0xa0, 0xff)}${MARKS}`;
/** Names, secrets and commands are ASCII. */
const CODE = `${range(0x20, 0x7e)}${MARKS}`;

const FONTS = [
  {
    from: "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    to: "inter.woff2",
    text: LATIN,
    weights: { min: 400, max: 600 },
    features: ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "cv11", "ss03"],
  },
  {
    from: "@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2",
    to: "jetbrains-mono.woff2",
    text: CODE,
    weights: { min: 400, max: 600 },
    features: ["mark", "mkmk", "ccmp", "locl", "zero"],
  },
];

for (const { from, to, text, weights, features } of FONTS) {
  const whole = readFileSync(join(root, "node_modules", from));
  const made = await subsetFont(whole, text, {
    targetFormat: "woff2",
    variationAxes: { wght: weights },
    keepFeatures: features,
  });
  writeFileSync(join(root, "app/fonts", to), made);
  console.log(`${to}: ${whole.length} → ${made.length} bytes`);
}
