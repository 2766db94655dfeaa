import { describe, expect, test } from "vitest";
import { requirementsFor } from "./routes";

const D = `sha256:${"a1".repeat(32)}`;
const ART = "/api/v2.0/projects/docs/repositories/site/artifacts";

/** Method, path, permission and the scope a token needs: the table of the contract row by row. */
const ROWS: [string, string, string, string][] = [
  ["GET", "/v2/docs/site/manifests/latest", "repository:pull", "repository:docs/site:pull"],
  ["HEAD", `/v2/docs/site/manifests/${D}`, "repository:pull", "repository:docs/site:pull"],
  ["GET", `/v2/docs/site/blobs/${D}`, "repository:pull", "repository:docs/site:pull"],
  ["GET", "/v2/docs/site/blobs/uploads/0b6a-11_x", "repository:pull", "repository:docs/site:pull"],
  ["GET", "/v2/docs/site/tags/list?n=10", "repository:pull", "repository:docs/site:pull"],
  ["GET", `/v2/docs/site/referrers/${D}`, "repository:pull", "repository:docs/site:pull"],
  ["GET", "/v2/docs/a/b/c/manifests/v1.0", "repository:pull", "repository:docs/a/b/c:pull"],
  ["POST", "/v2/docs/site/blobs/uploads/", "repository:push", "repository:docs/site:push"],
  ["POST", "/v2/docs/site/blobs/uploads", "repository:push", "repository:docs/site:push"],
  ["PATCH", "/v2/docs/site/blobs/uploads/0b6a?_state=x", "repository:push", "repository:docs/site:push"],
  ["PUT", `/v2/docs/site/blobs/uploads/0b6a?digest=${D}`, "repository:push", "repository:docs/site:push"],
  ["PUT", "/v2/docs/site/manifests/latest", "repository:push", "repository:docs/site:push"],
  ["DELETE", "/v2/docs/site/blobs/uploads/0b6a", "repository:push", "repository:docs/site:push"],
  ["DELETE", `/v2/docs/site/manifests/${D}`, "artifact:delete", "repository:docs/site:delete"],
  ["DELETE", `/v2/docs/site/manifests/${D.replace(":", "%3A")}`, "artifact:delete", "repository:docs/site:delete"],
  ["DELETE", `/v2/docs/site/blobs/${D}`, "artifact:delete", "repository:docs/site:delete"],
  ["DELETE", "/v2/docs/site/manifests/latest", "tag:delete", "tag:docs/site:delete"],
  ["POST", `${ART}/latest/tags`, "tag:create", "tag:docs/site:create"],
  ["DELETE", `${ART}/${D}/tags/latest`, "tag:delete", "tag:docs/site:delete"],
  ["POST", `${ART}/${D}/labels`, "artifact-label:create", "artifact-label:docs/site:create"],
  ["POST", `${ART}/latest/scan`, "scan:create", "scan:docs/site:create"],
  ["GET", "/docs/index.yaml", "helm-chart:read", "artifact-repository:docs:pull"],
  ["HEAD", "/docs/charts/app-1.0.0+build.1.tgz", "helm-chart:read", "artifact-repository:docs:pull"],
  ["GET", "/api/docs/charts", "helm-chart:read", "artifact-repository:docs:pull"],
  ["GET", "/api/docs/charts/app/1.0.0", "helm-chart:read", "artifact-repository:docs:pull"],
  ["POST", "/api/docs/charts", "helm-chart-version:create", "artifact-repository:docs:push"],
  ["POST", "/api/docs/prov", "helm-chart-version:create", "artifact-repository:docs:push"],
  ["DELETE", "/api/docs/charts/app/1.0.0%2Bx", "helm-chart-version:delete", "helm-chart-version:docs/app:delete"],
];

describe("requirementsFor", () => {
  test.each(ROWS)("%s %s needs %s", (method, uri, permission, scope) => {
    const [type, action] = [scope.slice(0, scope.indexOf(":")), scope.slice(scope.lastIndexOf(":") + 1)];
    const name = scope.slice(type.length + 1, -action.length - 1);
    expect(requirementsFor(method, uri)).toEqual([{ permission, project: "docs", scope: { type, name, action } }]);
  });

  test("covers each of the ten permissions", () => {
    expect(new Set(ROWS.map(([, , permission]) => permission)).size).toBe(10);
  });

  test("/v2/ needs only a valid login, the catalog a permission on the instance", () => {
    expect(requirementsFor("GET", "/v2/")).toEqual([{ permission: null, project: null, scope: null }]);
    expect(requirementsFor("GET", "/v2/_catalog?n=5")).toEqual([
      { permission: "catalog:read", project: null, scope: { type: "registry", name: "catalog", action: "*" } },
    ]);
  });

  test("a cross-repository mount also needs pull at its source", () => {
    const needed = requirementsFor("POST", `/v2/docs/site/blobs/uploads/?mount=${D}&from=other%2Fdeep/app`);
    expect(needed?.map((one) => `${one.permission} ${one.project} ${one.scope?.name}`)).toEqual([
      "repository:push docs docs/site",
      "repository:pull other other/deep/app",
    ]);
  });

  test.each(["charts", "prov"])("overwriting a chart (%s) needs delete as well as create", (place) => {
    const needed = (query: string) =>
      requirementsFor("POST", `/api/docs/${place}?${query}`)?.map(({ permission }) => permission);
    const both = ["helm-chart-version:create", "helm-chart-version:delete"];
    for (const query of ["force", "force=", "force=false", "a=b&force=1", "%66orce", "f%6Frce=x", "force&force"])
      expect([query, needed(query)]).toEqual([query, both]);
    for (const query of ["", "forced", "x=force", "Force"]) expect([query, needed(query)]).toEqual([query, [both[0]]]);
    expect(needed("a;force")).toBeUndefined();
  });

  test.each([
    "from=a/b&from=docs/x",
    "from=../secret/x",
    "from=alone",
    "from=",
    "from=A/b",
    "from=a/b;x=1",
    "fr%6fm=a/%2e%2e/b",
  ])("a mount from an ambiguous source is refused: %s", (query) => {
    for (const place of ["uploads", "uploads/", "uploads/0b6a"])
      expect(requirementsFor("POST", `/v2/docs/site/blobs/${place}?mount=${D}&${query}`)).toBeNull();
  });

  test.each([
    ["POST", "/v2/"],
    ["DELETE", "/v2/_catalog"],
    ["GET", "/v2"],
    ["GET", "/"],
    ["GET", ""],
    ["GET", "*"],
    ["GET", "/v1/_ping"],
    ["GET", "/v2/site/manifests/latest"],
    ["GET", "/v2/docs/site"],
    ["GET", "/v2/docs/site/"],
    ["GET", "/v2/docs/site/manifests/"],
    ["DELETE", "/v2/docs/site/tags/list"],
    ["DELETE", "/v2/docs/site/manifests/sha256:short"],
    ["DELETE", "/v2/docs/site/blobs/uploads"],
    ["POST", "/v2/docs/site/tags/list"],
    ["OPTIONS", "/v2/docs/site/manifests/latest"],
    ["get", "/v2/docs/site/manifests/latest"],
    ["TRACE", "/v2/docs/site/manifests/latest"],
    ["CONNECT", "/v2/docs/site/manifests/latest"],
    ["", "/v2/docs/site/manifests/latest"],
    ["GET, DELETE", "/v2/docs/site/manifests/latest"],
    ["DELETE", "/docs/index.yaml"],
    ["POST", "/docs/charts/x.tgz"],
    ["DELETE", "/api/docs/charts"],
    ["DELETE", "/api/docs/charts/app"],
    ["PUT", `${ART}/latest/tags`],
    ["GET", `${ART}/latest/scan`],
    ["POST", `${ART}/latest`],
    ["POST", "/api/v2.0/projects/docs/repositories/x/artifacts/y/tags/artifacts/z/labels"],
    ["POST", "/api/v2.0/charts"],
    ["GET", "/api/v2.0/robots"],
    ["GET", "/v2/index.yaml"],
    ["GET", "/v2/charts/docs/manifests/x.tgz"],
    ["GET", "/api/charts/x"],
    ["GET", "/service/charts/x"],
    ["GET", `/v2/docs/${"a".repeat(260)}/manifests/latest`],
    ["GET", `/v2/${"d".repeat(129)}/site/manifests/latest`],
    ["GET", "/v2/do__cs/site/manifests/latest"],
  ])("%s %s is unknown", (method, uri) => {
    expect(requirementsFor(method, uri)).toBeNull();
  });
});
