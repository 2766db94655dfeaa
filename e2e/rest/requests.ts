import fc from "fast-check";
import type { ParameterObject } from "@/lib/rest/openapi";
import type { Checker, Documented } from "./document";
import { webhookBody } from "./webhook-body";

/** One request of a fuzz run. `who`: the caller that sends it. */
export type FuzzRequest = { method: string; path: string; who: number; headers: Record<string, string>; body?: string };

/** Existing ids and names, so that not every request ends in a 404. */
export type Targets = {
  robotIds: number[];
  loginNames: string[];
  projects: { id: number; name: string }[];
  /** Projects that may be deleted; the others are needed throughout the run. */
  doomed: { id: number; name: string }[];
};

const HOSTILE = [
  ...[
    "",
    " ",
    "\u0000",
    "ß",
    "😀",
    "%",
    "%25",
    "%2B",
    "a+b",
    "../..",
    "'; DROP TABLE robot; --",
    "[1~2]",
    "{a b}",
    "~x",
    "true",
  ],
  ...[
    "null",
    "-1",
    "0",
    "2147483647",
    "2147483648",
    "9007199254740993",
    "1e309",
    "x".repeat(300),
    '"',
    "\\",
    "__proto__",
    "\ud800",
  ],
];
const junk = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary", maxLength: 20 }));
const json = fc.jsonValue({ maxDepth: 3 });

/** Any request: one from the document, exact or slightly wrong, or an arbitrary one. */
export function requestArbitrary(
  { operations, document }: Checker,
  targets: Targets,
  callers: number,
): fc.Arbitrary<FuzzRequest> {
  const known = fc.constantFrom(...operations).chain((found) => documented(found, targets));
  const unknown = fc.record({
    method: fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"),
    path: fc.oneof(
      fc.constantFrom(...Object.keys(document.paths)).map((path) => path.replace(/\{\w+\}/, "1")),
      fc
        .array(fc.constantFrom("robots", "projects", "1", "logs", "x", "audit-logs", "%20", "a%2Fb"), { maxLength: 4 })
        .map((parts) => parts.map((part) => `/${part}`).join("")),
    ),
  });
  const request = fc.oneof({ weight: 19, arbitrary: known }, { weight: 1, arbitrary: unknown });
  return fc.tuple(request, fc.nat(callers - 1), headers()).map(([found, who, extra]) => ({
    ...found,
    who,
    headers: extra,
    path: `/api/v2.0${found.path}`,
  }));
}

const HEADERS: Record<string, string>[] = [
  ...[{ "If-Match": "*" }, { "If-Match": '"stale"' }, { "If-Match": "nonsense" }, { "X-Is-Resource-Name": "true" }],
  ...[{ Origin: "https://evil.example" }, { "Sec-Fetch-Site": "cross-site" }, { "X-Request-Id": "mine" }],
  ...[{ "Content-Type": "text/plain" }, { "X-Forwarded-For": "203.0.113.9" }],
];

function headers(): fc.Arbitrary<Record<string, string>> {
  const none: Record<string, string> = {};
  return fc.oneof({ weight: 4, arbitrary: fc.constant(none) }, { weight: 3, arbitrary: fc.constantFrom(...HEADERS) });
}

function documented({ method, path, operation }: Documented, targets: Targets) {
  const given = operation.parameters.filter((parameter) => parameter.in !== "header");
  const reach = /^(deleteProject|updateProject|createProjectMember)/.test(operation.operationId)
    ? { ...targets, projects: targets.doomed }
    : targets;
  const values = given.map((parameter) => value(parameter, reach));
  const content = operation.requestBody ? bodyOf(operation.operationId, targets) : fc.constant(undefined);
  return fc.tuple(fc.tuple(...values), content).map(([chosen, body]) => {
    let at = path;
    const query: string[] = [];
    for (const [index, parameter] of given.entries()) {
      const text = chosen[index];
      if (parameter.in === "path") at = at.replace(`{${parameter.name}}`, encode(text ?? "1") || "1");
      else if (text !== undefined) query.push(`${parameter.name}=${encode(text)}`);
    }
    const full = query.length > 0 ? `${at}?${query.join("&")}` : at;
    return body === undefined ? { method, path: full } : { method, path: full, body: fitted(body, at, targets) };
  });
}

/** Bodies that name a robot name the one in the path; otherwise the request is refused before anything else is checked. */
function fitted(body: string, path: string, { robotIds, loginNames }: Targets): string {
  const name = loginNames[robotIds.indexOf(Number(path.split("/").at(-1)))];
  return name ? body.replace(/"name":"robot_[^"]*"/, `"name":"${name}"`) : body;
}

const encode = (text: string) => encodeURIComponent(text.toWellFormed());

function value({ name, schema, required }: ParameterObject, targets: Targets): fc.Arbitrary<string | undefined> {
  const projects = targets.projects.flatMap((project) => [project.name, String(project.id)]);
  const fitting: Record<string, fc.Arbitrary<string>> = {
    id: fc.constantFrom(...targets.robotIds.map(String)),
    name_or_id: fc.constantFrom(...projects),
    project_name: fc.constantFrom(...projects),
    q: fc.oneof(
      query(targets),
      fc.array(query(targets), { minLength: 2, maxLength: 3 }).map((terms) => terms.join(",")),
    ),
    sort: fc.constantFrom(
      "name",
      "-id",
      "creation_time",
      "-expires_at,name",
      "duration",
      "description",
      "op_time",
      "secret",
    ),
  };
  const numbers = fc.integer({ min: -1, max: 102 }).map(String);
  const usual = fitting[name] ?? (schema.type === "integer" ? numbers : fc.constantFrom("a", "robot"));
  const any = fc.oneof({ weight: 8, arbitrary: usual }, { weight: 1, arbitrary: junk });
  return required ? any : fc.option(any, { nil: undefined, freq: 2 });
}

function query({ projects, loginNames, robotIds }: Targets): fc.Arbitrary<string> {
  const keys = [
    "name",
    "id",
    "description",
    "disable",
    "creation_time",
    "expires_at",
    "duration",
    "secret",
    "username",
    "op_time",
  ];
  const values = fc.oneof(
    fc.constantFrom(...loginNames, ...robotIds.map(String), "true", "2026-08-21T10:00:00Z"),
    junk,
  );
  const term = fc
    .tuple(fc.constantFrom(...keys), fc.constantFrom("", "~", "[", "{"), values)
    .map(([key, mark, text]) => {
      const close = mark === "[" ? "~]" : mark === "{" ? " b}" : "";
      return `${key}=${mark}${text}${close}`;
    });
  const scope = fc.constantFrom(...projects).map(({ id }) => `Level=project,ProjectID=${id}`);
  return fc.oneof(
    scope,
    term,
    fc.tuple(scope, term).map((both) => both.join(",")),
    junk,
  );
}

/** Valid bodies and invalid ones: a value replaced, a key removed, not an object. */
function bodyOf(operationId: string, targets: Targets): fc.Arbitrary<string> {
  const project = fc.constantFrom(...targets.projects.map(({ name }) => name), "*", "no-such");
  const access = fc.subarray([
    ...[
      { resource: "repository", action: "pull" },
      { resource: "robot", action: "create" },
      { resource: "scan", action: "create" },
    ],
    ...[{ resource: "repository", action: "fly" }],
  ]);
  const permissions = fc.array(
    fc.record({
      kind: fc.constantFrom("project", "project", "system"),
      namespace: fc.oneof(project, fc.constant("/")),
      access,
    }),
    { maxLength: 2 },
  );
  const robot = fc.record({
    name: fc.oneof(fc.stringMatching(/^[a-z0-9]{1,12}$/), fc.constantFrom(...targets.loginNames)),
    description: fc.string({ unit: "grapheme", maxLength: 30 }),
    duration: fc.constantFrom(-1, 0, 1, 30, 2_147_483_646, 2_147_483_647),
    level: fc.constantFrom("project", "project", "system"),
    disable: fc.boolean(),
    permissions,
  });
  const fitting: Record<string, fc.Arbitrary<object>> = {
    createRobot: robot,
    updateRobot: fc.tuple(robot, fc.constantFrom(...targets.loginNames)).map(([body, name]) => ({ ...body, name })),
    refreshSecret: fc.record({ secret: fc.constantFrom("", "NewSecret1", "weak", "Überall12") }),
    rotateSecret: fc.record({
      grace_seconds: fc.constantFrom(0, 60, 86_400, 9_999_999),
      start: fc.constantFrom("now", "first-use"),
      secret: fc.constantFrom("", "NewSecret1"),
    }),
    changePreviousSecret: fc.record({ expires_at: fc.constantFrom(1, 1_900_000_000, 2_000_000_000_000) }),
    updateProject: fc.record({ metadata: fc.record({ auto_scan: fc.constantFrom("true", "false", true, null) }) }),
    createProjectMember: fc.record({
      role_id: fc.integer({ min: 0, max: 6 }),
      member_user: fc.record({ user_id: fc.integer({ min: 0, max: 9 }) }),
    }),
    updateProjectMember: fc.record({ role_id: fc.integer({ min: 0, max: 6 }) }),
    ...{ createWebhook: webhookBody(), createWebhookOfProject: webhookBody() },
    ...{ updateWebhook: webhookBody(), updateWebhookOfProject: webhookBody() },
    createProject: fc.record({ project_name: fc.stringMatching(/^[a-z0-9]{1,10}$/) }),
  };
  const usual = fitting[operationId] ?? fc.constant({});
  const bent = fc.tuple(usual, fc.nat(6), json).map(([body, index, other]) => {
    const key = Object.keys(body)[index % Math.max(Object.keys(body).length, 1)] ?? "x";
    return { ...body, [key]: other };
  });
  const text = (value: unknown) => JSON.stringify(value);
  return fc.oneof(
    { weight: 6, arbitrary: usual.map(text) },
    { weight: 3, arbitrary: bent.map(text) },
    { weight: 1, arbitrary: fc.oneof(json.map(text), junk) },
  );
}
