import fc from "fast-check";
import { expect, test } from "vitest";
import { HOME, localPath } from "./local-path";

test.each(["/projects/docs/robots", "/projects?q=a%2Fb&page=2", "/settings/people", "/projects/a.b"])(
  "a page of the console is kept: %s",
  (path) => expect(localPath(path)).toBe(path),
);

test.each([
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n//evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/%2e//evil.example",
  "/x/..//evil.example",
  "https://evil.example",
  "http:/evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "evil.example",
  "@evil.example",
  " //evil.example",
  "",
  "/login",
  "/login?next=/login",
  `/${"a".repeat(2000)}`,
  undefined,
  null,
  7,
  ["/projects", "//evil.example"],
])("anything else leads home: %j", (path) => expect(localPath(path)).toBe(HOME));

test("any path stays on this origin", () => {
  const part = fc.oneof(
    fc.constantFrom("/", "\\", ".", "..", "%2e", "//", "@", ":", "?", "#", "\t", "evil.example"),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const site = "https://console.example";
      expect(new URL(localPath(`/${parts.join("")}`), site).origin).toBe(site);
    }),
    { numRuns: 3000 },
  );
});
