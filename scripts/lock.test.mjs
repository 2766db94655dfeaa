import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./install.mjs";

/** @typedef {{ name: string, version: string }} Named */

const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));

// npm leaves out packages that the registry lacks at that moment, and `npm ci` then rejects the whole lock file.
test("the lock file has every package's variant for each platform, so npm ci works on all of them", () => {
  const missing = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter(
      (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
    ),
  );
  expect(missing).toEqual([]);
});

test("npm lists what Purser is made of, direct dependencies included", { timeout: 60_000 }, () => {
  const listed = execFileSync("npm", ["sbom", "--sbom-format=cyclonedx"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const { components } = JSON.parse(listed);
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const names = components.map((/** @type {Named} */ { name, version }) => `${name}@${version}`);
  expect(names).toEqual(expect.arrayContaining(Object.entries(dependencies).map((parts) => parts.join("@"))));
});
