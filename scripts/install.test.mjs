import { expect, test } from "vitest";
import { isSameInstall, nodeFault } from "./install.mjs";

test.each(["20.19.0", "20.20.2", "22.0.0", "24.1.0"])("Node %s is new enough", (version) => {
  expect(nodeFault(version)).toBeNull();
});

test.each(["18.20.4", "20.9.0", "20.18.3"])("Node %s is too old, and the message names it", (version) => {
  expect(nodeFault(version)).toContain(version);
});

const wanted = {
  "": { version: "0.1.0" },
  "node_modules/a": { version: "1.0.0" },
  "node_modules/other-platform": { version: "1.0.0", optional: true },
  "node_modules/test-tool": { version: "1.0.0", dev: true },
};
const found = { "node_modules/a": { version: "1.0.0" } };

test("an installation without test tools is complete for running but not for testing", () => {
  expect(isSameInstall(wanted, found, false)).toBe(true);
  expect(isSameInstall(wanted, found, true)).toBe(false);
});

test("a package that is missing or of another version makes the installation incomplete", () => {
  expect(isSameInstall(wanted, { "node_modules/a": { version: "1.0.1" } }, false)).toBe(false);
  expect(isSameInstall(wanted, {}, false)).toBe(false);
});
