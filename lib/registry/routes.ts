import { isProjectName } from "@/lib/access/grants";
import { REPOSITORY_COMPONENT } from "@/lib/access/repositories";

/** One thing a request needs. Without a permission, any valid login is enough. */
export type Requirement = {
  permission: string | null;
  /** Null for what belongs to the instance. */
  project: string | null;
  /** The scope that a Bearer token must include; null if any token from this service is enough. */
  scope: { type: string; name: string; action: string } | null;
};

type Route = { methods: readonly string[]; path: string; permission: string | null; scope?: readonly [string, string] };

const READ = ["GET", "HEAD"];
const WRITE = ["POST", "PUT", "PATCH"];
const PULL = { permission: "repository:pull", scope: ["repository", "pull"] } as const;
const PUSH = { permission: "repository:push", scope: ["repository", "push"] } as const;
const DELETE = { permission: "artifact:delete", scope: ["repository", "delete"] } as const;
const CHARTS = { permission: "helm-chart:read", scope: ["artifact-repository", "pull"] } as const;
const ADD_CHART = { permission: "helm-chart-version:create", scope: ["artifact-repository", "push"] } as const;
const ARTIFACT = "/api/v2.0/projects/{project}/repositories/{nested}/artifacts/{reference}";

/** Which permission a request needs. A request that matches no row is refused; none matches two. */
const ROUTES: readonly Route[] = [
  { methods: READ, path: "/v2/", permission: null },
  { methods: READ, path: "/v2/_catalog", permission: "catalog:read", scope: ["registry", "*"] },
  { methods: READ, path: "/v2/{repository}/manifests/{reference}", ...PULL },
  { methods: READ, path: "/v2/{repository}/blobs/{digest}", ...PULL },
  { methods: READ, path: "/v2/{repository}/blobs/uploads/{upload}", ...PULL },
  { methods: READ, path: "/v2/{repository}/tags/list", ...PULL },
  { methods: READ, path: "/v2/{repository}/referrers/{digest}", ...PULL },
  { methods: WRITE, path: "/v2/{repository}/manifests/{reference}", ...PUSH },
  { methods: WRITE, path: "/v2/{repository}/blobs/uploads", ...PUSH },
  { methods: WRITE, path: "/v2/{repository}/blobs/uploads/", ...PUSH },
  { methods: WRITE, path: "/v2/{repository}/blobs/uploads/{upload}", ...PUSH },
  { methods: ["DELETE"], path: "/v2/{repository}/blobs/uploads/{upload}", ...PUSH },
  { methods: ["DELETE"], path: "/v2/{repository}/manifests/{digest}", ...DELETE },
  { methods: ["DELETE"], path: "/v2/{repository}/blobs/{digest}", ...DELETE },
  { methods: ["DELETE"], path: "/v2/{repository}/manifests/{tag}", permission: "tag:delete" },
  { methods: ["POST"], path: `${ARTIFACT}/tags`, permission: "tag:create" },
  { methods: ["DELETE"], path: `${ARTIFACT}/tags/{tag}`, permission: "tag:delete" },
  { methods: ["POST"], path: `${ARTIFACT}/labels`, permission: "artifact-label:create" },
  { methods: ["POST"], path: `${ARTIFACT}/scan`, permission: "scan:create" },
  { methods: READ, path: "/{project}/index.yaml", ...CHARTS },
  { methods: READ, path: "/{project}/charts/{file}", ...CHARTS },
  { methods: READ, path: "/api/{project}/charts", ...CHARTS },
  { methods: READ, path: "/api/{project}/charts/{file}", ...CHARTS },
  { methods: ["POST"], path: "/api/{project}/charts", ...ADD_CHART },
  { methods: ["POST"], path: "/api/{project}/prov", ...ADD_CHART },
  { methods: ["DELETE"], path: "/api/{project}/charts/{chart}/{version}", permission: "helm-chart-version:delete" },
];

const WORD = "[A-Za-z0-9_][A-Za-z0-9._+-]*";
const TAG = "[A-Za-z0-9_][A-Za-z0-9._-]{0,127}";
const DIGEST = "[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[A-Fa-f0-9]{32,}";

/** What a name in braces matches. `{repository}` is the project and at least one more component. */
const PARTS: Record<string, string> = {
  project: "(?<project>[^/]+)",
  repository: `(?<project>[^/]+)/(?<rest>${REPOSITORY_COMPONENT}(?:/${REPOSITORY_COMPONENT})*)`,
  nested: `(?<rest>${REPOSITORY_COMPONENT}(?:/${REPOSITORY_COMPONENT})*)`,
  reference: `(?:${TAG}|${DIGEST})`,
  tag: TAG,
  digest: DIGEST,
  upload: "[A-Za-z0-9_-][A-Za-z0-9._=-]*",
  file: `${WORD}(?:/${WORD})*`,
  chart: `(?<rest>${WORD})`,
  version: WORD,
};

const literally = (literal: string) => literal.replace(/[.+]/g, "\\$&");
const compile = (path: string) =>
  new RegExp(
    `^${path.replace(/\{(\w+)\}|[^{]+/g, (text, part?: string) => (part ? (PARTS[part] ?? "$^") : literally(text)))}$`,
  );
const COMPILED = ROUTES.map((route) => ({ ...route, pattern: compile(route.path) }));

const MAX_PATH = 1024;
const MAX_REPOSITORY = 255;
/** First components that belong to another part of the site, so they can't be chart repositories. */
const RESERVED = /^\/(?:v2|api|service)\/(?:charts\/|index\.yaml$)|^\/api\/v2\.0\/(?:charts|prov)/;
/** Distribution also starts an upload, and mounts what it names, for a POST to the URL of an upload in progress. */
const UPLOADS = /^\/v2\/.+\/blobs\/uploads(?:\/[^/]*)?$/;

/** The rows that a method and a decoded path match; more than one means the request is refused. */
export function matchingRoutes(method: string, path: string): (Route & { pattern: RegExp })[] {
  return COMPILED.filter((route) => route.methods.includes(method) && route.pattern.test(path));
}

/**
 * What a request needs; null if it matches no row, so it must be refused.
 * @param method as sent: case matters (RFC 9110, 9.1)
 * @param uri the raw request target with its query. Only `%3A` (in digests) and `%2B` (in versions) are decoded: the
 * server behind the proxy can't decode anything differently.
 */
export function requirementsFor(method: string, uri: string): Requirement[] | null {
  const { path, query } = readTarget(uri);
  if (path.length > MAX_PATH || !/^\/[A-Za-z0-9._+:=/-]*$/.test(path) || RESERVED.test(path)) return null;
  const [route, another] = matchingRoutes(method, path);
  const own = route && !another ? requirementOf(route, route.pattern.exec(path)?.groups ?? {}) : null;
  if (!own) return null;
  const more = isUploadStart(method, uri) ? mountSources(query) : overwrites(own, query);
  return more && [own, ...more];
}

function readTarget(uri: string): { path: string; query: string } {
  const mark = uri.indexOf("?");
  const raw = mark < 0 ? uri : uri.slice(0, mark);
  return { path: raw.replace(/%3A/gi, ":").replace(/%2B/gi, "+"), query: mark < 0 ? "" : uri.slice(mark + 1) };
}

/** Whether a registry starts an upload for this request, and so looks for a `mount`. */
export const isUploadStart = (method: string, uri: string): boolean =>
  method === "POST" && UPLOADS.test(readTarget(uri).path);

function requirementOf(route: Route, groups: Record<string, string | undefined>): Requirement | null {
  const { permission, path } = route;
  if (permission === null) return { permission, project: null, scope: null };
  if (path === "/v2/_catalog")
    return { permission, project: null, scope: { type: "registry", name: "catalog", action: "*" } };
  const { project = "", rest } = groups;
  const name = rest === undefined ? project : `${project}/${rest}`;
  // An API path could be split at another "artifacts": refused as ambiguous.
  const isAmbiguous = path.startsWith(ARTIFACT) && /(?:^|\/)artifacts(?:\/|$)/.test(rest ?? "");
  if (!isProjectName(project) || name.length > MAX_REPOSITORY || isAmbiguous) return null;
  const [type, action] = route.scope ?? (permission.split(":") as [string, string]);
  return { permission, project, scope: { type, name, action } };
}

const REPOSITORY = new RegExp(`^${PARTS.repository}$`);

/** A mount (`from=`) reads another repository, so it needs pull there. Null if the query is ambiguous. */
function mountSources(query: string): Requirement[] | null {
  if (query.includes(";")) return null;
  const parameters = new URLSearchParams(query);
  const names = parameters.getAll("from");
  if (names.length === 0) return [];
  const [name = ""] = names;
  const project = REPOSITORY.exec(name)?.groups?.project ?? "";
  if (names.length > 1 || name.length > MAX_REPOSITORY || !isProjectName(project)) return null;
  return [{ permission: PULL.permission, project, scope: { type: "repository", name, action: "pull" } }];
}

/** ChartMuseum overwrites a chart with `force`, whatever its value. Null if the query is ambiguous. */
function overwrites({ permission, project }: Requirement, query: string): Requirement[] | null {
  if (permission !== ADD_CHART.permission) return [];
  if (query.includes(";")) return null;
  if (!new URLSearchParams(query).has("force")) return [];
  const scope = { type: "artifact-repository", name: project ?? "", action: "delete" };
  return [{ permission: "helm-chart-version:delete", project, scope }];
}
