import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchingRoutes, requirementsFor } from "./routes";

const D = `sha256:${"a1".repeat(32)}`;
const GOOD = [
  "/v2/docs/site/manifests/latest",
  `/v2/docs/site/manifests/${D}`,
  `/v2/docs/a/b/blobs/${D}`,
  "/v2/docs/site/blobs/uploads/0b6a",
  "/v2/docs/site/tags/list",
  "/api/v2.0/projects/docs/repositories/site/artifacts/latest/tags/x",
  "/api/v2.0/projects/docs/repositories/site/artifacts/latest/labels",
  "/docs/index.yaml",
  "/docs/charts/app-1.0.0.tgz",
  "/api/docs/charts/app/1.0.0",
];

describe("path tricks", () => {
  const TRICKS = [
    "/v2/docs/../secret/app/manifests/latest",
    "/v2/docs/./site/manifests/latest",
    "/v2/docs/%2e%2e/secret/manifests/latest",
    "/v2/docs/%2E%2E%2Fsecret/app/manifests/latest",
    "/v2//docs/site/manifests/latest",
    "//v2/docs/site/manifests/latest",
    "/v2/docs//site/manifests/latest",
    "/v2/docs;x=/../secret/app/manifests/latest",
    "/v2/docs/site;/manifests/latest",
    "/v2/docs%2Fsite/manifests/latest",
    "/v2/docs%2f..%2fsecret/app/manifests/latest",
    "/v2/docs%252Fsite/manifests/latest",
    "/V2/docs/site/manifests/latest",
    "/v2/DOCS/site/manifests/latest",
    "/v2/Docs/site/manifests/latest",
    "/v2/docs./site/manifests/latest",
    "/v2/docs/site./manifests/latest",
    "/v2/docs/site/manifests./latest",
    "/v2/docs/site/manifests/latest/",
    "/v2/docs/site/manifests/latest/.",
    "/v2/docs/site/manifests/latest/..",
    "/v2/docs/site/manifests/..",
    "/v2/docs/site/blobs/uploads/..",
    "/v2/docs/site/blobs/uploads/../../../../secret/app/manifests/x",
    "/v2\\docs\\site\\manifests\\latest",
    "/v2/docs/site/manifests/lat%65st",
    "/v2/docs/site/manifests/latest%00",
    "/v2/docs/site/manifests/latest\u0000",
    "/v2/docs/site/manifests/latest%0d%0aX: y",
    "/v2/docs/site/manifests/latest#x",
    "http://evil/v2/docs/site/manifests/latest",
    "v2/docs/site/manifests/latest",
    " /v2/docs/site/manifests/latest",
    "/v2/docs/site/manifests/latest ",
    "/v2/dócs/site/manifests/latest",
    "/v2/docs/site/%6danifests/latest",
    "/v2/docs/site/manifests/sha256%253Aabc",
    "/docs/charts/../../secret/charts/x.tgz",
    "/docs/charts/%2e%2e/index.yaml",
    "/docs/../secret/index.yaml",
    "/docs//index.yaml",
    "/docs/index.yaml/",
    "/Docs/index.yaml",
    "/docs/INDEX.YAML",
    "/docs/index.yaml;.css",
    "/api/docs/../secret/charts",
    "/api/docs/charts/../../secret/charts",
    "/api//docs/charts",
    "/api/v2.0/projects/docs/repositories/..%2F..%2Fsecret/artifacts/x/tags",
    "/api/v2.0/projects/docs/repositories/a%2Fb/artifacts/x/tags",
    "/api/v2.0/projects/docs/repositories/../../secret/repositories/x/artifacts/y/tags",
    "/API/v2.0/projects/docs/repositories/x/artifacts/y/tags",
  ];
  const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

  test.each(TRICKS)("%j is rejected with any method", (uri) => {
    for (const method of METHODS) expect(requirementsFor(method, uri)).toBeNull();
  });

  /** How the most lenient server could interpret a path. */
  function forgiving(uri: string): string {
    let path = uri.split(/[?#]/, 1)[0] ?? "";
    for (let round = 0; round < 3; round += 1)
      path = path.replace(/%[0-9a-f]{2}/gi, (hex) => String.fromCharCode(Number.parseInt(hex.slice(1), 16)));
    const stack: string[] = [];
    for (const segment of path.replaceAll("\\", "/").toLowerCase().split("/")) {
      const bare = segment.replace(/;.*$/, "").replace(/^(.*[^.])\.+$/, "$1");
      if (bare === "..") stack.pop();
      else if (bare !== "" && bare !== ".") stack.push(bare);
    }
    return `/${stack.join("/")}`;
  }

  test("no mutation of a valid path needs less than its lenient interpretation", () => {
    const part = fc.constantFrom(
      "..",
      ".",
      "",
      ";x",
      "%2e%2e",
      "%2F",
      "%252f",
      "%5c",
      "\\",
      "%00",
      "DOCS",
      "secret",
      "v2",
      "manifests",
      "blobs",
      "uploads",
      "charts",
      ".",
      "%3A",
      "%2B",
      "api",
    );
    const row = fc.constantFrom(...GOOD);
    const cut = fc.record({
      row,
      at: fc.nat(12),
      part,
      glue: fc.constantFrom("/", "", "//"),
      method: fc.constantFrom(...METHODS),
    });
    fc.assert(
      fc.property(cut, ({ row: path, at, part: inserted, glue, method }) => {
        const segments = path.split("/");
        const uri = [...segments.slice(0, at + 1), inserted].join("/") + glue + segments.slice(at + 1).join("/");
        const granted = requirementsFor(method, uri);
        if (granted === null) return;
        const plain = forgiving(uri);
        const reading = requirementsFor(method, plain) ?? requirementsFor(method, `${plain}/`);
        expect(granted.map((one) => [one.permission, one.project])).toEqual(
          reading?.map((one) => [one.permission, one.project]),
        );
      }),
      { numRuns: 5000 },
    );
  });

  test("garbage returns null or requirements, never an exception", () => {
    const uri = fc.array(
      fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("/", "v2", "docs", "manifests", "%", "?", "from=", "..")),
    );
    fc.assert(
      fc.property(fc.string(), uri, (method, parts) => {
        const found = requirementsFor(method, parts.join(""));
        expect(found === null || found.length > 0).toBe(true);
      }),
    );
  });

  test("an adversarial 8 KiB path doesn't cause catastrophic backtracking", () => {
    const began = performance.now();
    for (const unit of ["a-", "a/", "a__", "a.a_", "manifests/", "blobs/uploads/"]) {
      requirementsFor("GET", `/v2/${unit.repeat(8192 / unit.length)}`);
      requirementsFor("GET", `/v2/${unit.repeat(1000 / unit.length)}!`.replace("!", "="));
    }
    expect(performance.now() - began).toBeLessThan(2000);
  });

  test("a request that matches two rows is refused", () => {
    const segment = fc.constantFrom(
      ...`v2 docs site manifests blobs uploads tags list latest ${D} api v2.0 charts index.yaml
      projects repositories artifacts labels scan prov _catalog`.split(/\s+/),
    );
    const head = fc.constantFrom("/v2/docs/", "/api/v2.0/projects/docs/repositories/", "/api/", "/", "/docs/");
    fc.assert(
      fc.property(
        fc.constantFrom(...METHODS),
        head,
        fc.array(segment, { maxLength: 7 }),
        (method, before, segments) => {
          const path = before + segments.join("/");
          if (matchingRoutes(method, path).length > 1) expect(requirementsFor(method, path)).toBeNull();
        },
      ),
      { numRuns: 5000 },
    );
  });
});
