import { readdirSync } from "node:fs";
import { relative } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AppError } from "../errors";
import { authenticate } from "./caller";
import { noRoutes, routes } from "./endpoint";
import { METHODS, type Operation, refusalsOf } from "./operation";
import { apiDocument, operations } from "./operations";
import { countRequest } from "./rate";

vi.mock("./caller", async (original) => ({ ...(await original<object>()), authenticate: vi.fn() }));
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

async function ask({ method, path }: Operation) {
  const url = `http://localhost/api/v2.0${path.replace(/\{\w+\}/, "1")}`;
  const response = await routes(path)[method](new Request(url, { method }));
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

test("every path of the document is served, and every route is in it", async () => {
  const root = `${import.meta.dirname}/../../app/api/v2.0`;
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith("route.ts"));
  const paths = files.map(
    (file) =>
      `/${relative(".", file)
        .replaceAll("\\", "/")
        .replace(/\/?route\.ts$/, "")}`,
  );
  const served = paths.map((path) => path.replace(/\[(\w+)\]/g, "{$1}")).filter((path) => !path.includes("unknown"));
  expect(served.sort()).toEqual([...new Set(operations.map(({ path }) => path))].sort());
  vi.mocked(countRequest).mockThrow(new AppError("TOO_MANY_REQUESTS", "reached"));
  for (const path of served) {
    const file = `${root}${path.replace(/\{(\w+)\}/g, "[$1]")}/route.ts`;
    const module = await import(/* @vite-ignore */ file);
    const own = operations.filter((operation) => operation.path === path).map(({ method }) => method);
    for (const method of METHODS) {
      const { status } = await module[method](new Request(`http://localhost/api/v2.0${path}`, { method }));
      expect(status, `${method} ${path}`).toBe((own as string[]).includes(method) ? 429 : 405);
    }
  }
});

test("an unknown path is 404 for every method", async () => {
  for (const method of METHODS)
    expect((await noRoutes()[method](new Request("http://localhost/api/v2.0/x", { method }))).status).toBe(404);
});
