import { expect, test } from "vitest";
import { isSameInstall, nodeFault } from "./install.mjs";

test.each(["20.19.0", "20.20.2", "22.0.0", "24.1.0"])("Node %s will do", (version) => {
  expect(nodeFault(version)).toBeNull();
});

test.each(["18.20.4", "20.9.0", "20.18.3"])("Node %s is too old, and is told so", (version) => {
  expect(nodeFault(version)).toContain(version);
});

const wanted = {
  "": { version: "0.1.0" },
  "node_modules/a": { version: "1.0.0" },
  "node_modules/other-platform": { version: "1.0.0", optional: true },
  "node_modules/test-tool": { version: "1.0.0", dev: true },
};
const found = { "node_modules/a": { version: "1.0.0" } };

test("what lacks only test tools is enough to run but not to test", () => {
  expect(isSameInstall(wanted, found, false)).toBe(true);
  expect(isSameInstall(wanted, found, true)).toBe(false);
});

test("another version of a package, or none, is not the same", () => {
  expect(isSameInstall(wanted, { "node_modules/a": { version: "1.0.1" } }, false)).toBe(false);
  expect(isSameInstall(wanted, {}, false)).toBe(false);
});
