import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } from "@/app/api/v2.0/[[...path]]/route";
import { AppError } from "../errors";
import { log } from "../log";
import { getRegistryHost } from "../registry/host";
import { authenticate } from "./caller";
import { METHODS, type Operation, refusalsOf } from "./operation";
import { apiDocument, operations } from "./operations";
import { countRequest } from "./rate";

vi.mock("./caller", async (original) => ({ ...(await original<object>()), authenticate: vi.fn() }));
vi.mock("../registry/host", () => ({ getRegistryHost: vi.fn() }));
vi.mock("./rate", () => ({ countRequest: vi.fn() }));
vi.mock("../log", () => ({ log: { error: vi.fn(), warn: vi.fn(), isLevelEnabled: () => false } }));

const titled = operations.map((operation): [string, Operation] => [`${operation.method} ${operation.path}`, operation]);

beforeEach(() => {
  vi.mocked(authenticate).mockResolvedValue({
    type: "robot",
    robotId: 1,
    loginName: "robot_x",
    grants: [],
    expiresAt: Number.MAX_SAFE_INTEGER,
    allowedAddresses: [],
    address: null,
    requestId: null,
  });
  vi.mocked(countRequest).mockReturnValue();
});
afterEach(() => vi.clearAllMocks());

const route = { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT };

async function ask({ method, path }: Operation) {
  const response = await route[method](at(path.replace(/\{\w+\}/g, "1"), method));
  return { status: response.status, headers: response.headers, text: await response.text() };
}

test.each(titled)(
  "%s returns 429 in the envelope with Retry-After if the caller sends too many requests",
  async (_, operation) => {
    vi.mocked(countRequest).mockThrow(new AppError("TOO_MANY_REQUESTS", "too many", { retryAfterSeconds: 7 }));
    const { status, headers, text } = await ask(operation);
    expect([status, headers.get("retry-after")]).toEqual([429, "7"]);
    if (operation.method !== "HEAD")
      expect(JSON.parse(text)).toEqual({ errors: [{ code: "TOO_MANY_REQUESTS", message: "too many" }] });
  },
);

test.each(titled)("%s returns 500 for an unexpected error, without the error's text", async (_, operation) => {
  vi.mocked(countRequest).mockThrow(new Error("secret words"));
  const { status, text } = await ask(operation);
  expect(status).toBe(500);
  expect(text).not.toContain("secret words");
});

test.each(titled.filter(([, { access }]) => access !== "anyone"))(
  "%s returns 503 if the database doesn't respond",
  async (_, operation) => {
    vi.mocked(authenticate).mockRejectedValue(new AppError("UNAVAILABLE", "away", { retryAfterSeconds: 5 }));
    const { status, headers } = await ask(operation);
    expect([status, headers.get("retry-after")]).toEqual([503, "5"]);
  },
);

test("general information is 503 while the database doesn't respond, without an error in the log", async () => {
  const info = operations.find(({ id }) => id === "getSystemInfo");
  if (!info) throw new Error("no system info");
  vi.mocked(getRegistryHost).mockRejectedValue(new AppError("UNAVAILABLE", "away", { retryAfterSeconds: 5 }));
  const { status, headers } = await ask(info);
  expect([status, headers.get("retry-after")]).toEqual([503, "5"]);
  expect(log.error).not.toHaveBeenCalled();
});

test("an undocumented refusal becomes 500", async () => {
  const ping = operations.find(({ id }) => id === "ping");
  if (!ping) throw new Error("no ping");
  vi.mocked(countRequest).mockThrow(new AppError("CONFLICT", "never here"));
  expect(refusalsOf(ping)).not.toContain(409);
  expect((await ask(ping)).status).toBe(500);
});

test("the document has every operation with exactly the statuses that the code can return", () => {
  const documented = Object.entries(apiDocument().paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { responses }]) => `${method.toUpperCase()} ${path} ${Object.keys(responses)}`),
  );
  const coded = operations.map(
    (operation) =>
      `${operation.method} ${operation.path} ${[...new Set([...Object.keys(operation.replies).map(Number), ...refusalsOf(operation)])].sort()}`,
  );
  expect(documented.sort()).toEqual(coded.sort());
});

const PATHS = [...new Set(operations.map(({ path }) => path))];
const at = (path: string, method: string) => new Request(`http://localhost/api/v2.0${path}`, { method });

test("every path of the document is served with its methods, and others are refused", async () => {
  vi.mocked(countRequest).mockThrow(new AppError("TOO_MANY_REQUESTS", "reached"));
  for (const path of PATHS) {
    const own: string[] = operations.filter((operation) => operation.path === path).map(({ method }) => method);
    for (const method of METHODS) {
      const response = await route[method](at(path.replace(/\{\w+\}/g, "1"), method));
      expect(response.status, `${method} ${path}`).toBe(own.includes(method) ? 429 : 405);
      if (response.status === 405) expect(response.headers.get("allow")?.split(", ").sort()).toEqual(own.sort());
    }
  }
});

test("no request matches two paths", () => {
  const matches = (a: string, b: string) => a === b || a.startsWith("{") || b.startsWith("{");
  for (const path of PATHS) {
    const parts = path.split("/");
    const same = PATHS.map((other) => other.split("/")).filter(
      (other) => other.length === parts.length && other.every((part, index) => matches(part, parts[index] ?? "")),
    );
    expect(same).toHaveLength(1);
  }
});

test.each(["", "/x", "/robots/1/2", "/projects/a/b", "/%2e%2e/v1.0/robots", "/../v1.0/ping"])(
  "the unknown path %j is 404 for every method",
  async (path) => {
    for (const method of METHODS) expect((await route[method](at(path, method))).status).toBe(404);
  },
);
