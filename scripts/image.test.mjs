import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inputs } from "./build-state.mjs";
import { root } from "./install.mjs";

const lines = readFileSync(join(root, ".dockerignore"), "utf8").trim().split("\n");
const allowed = lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1));

test("the image’s build is given everything that the build reads, and no folder of data", () => {
  const isGiven = (/** @type {string} */ path) =>
    allowed.some((entry) => path === entry || path.startsWith(`${entry}/`));
  expect(inputs.filter((path) => !isGiven(path))).toEqual([]);
  expect(lines[0]).toBe("**");
  expect(["data", ".env", "node_modules", ".git", "e2e"].filter(isGiven)).toEqual([]);
});

test("the Dockerfile copies what npm needs before the rest, and sets no secret", () => {
  const text = readFileSync(join(root, "Dockerfile"), "utf8");
  expect(text).toMatch(
    /COPY package.json package-lock.json .npmrc .\/\nRUN npm ci|COPY package.json package-lock.json .npmrc .\/\n#[^\n]*\nRUN npm ci/,
  );
  expect(text).not.toMatch(/^(ENV|ARG) .*(SECRET|PASSWORD|DATABASE_URL)/m);
});
