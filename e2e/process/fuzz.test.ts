import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, type TestServer } from "../server";

/** Random requests, on top of the fixed ones. */
const REQUESTS = 150;

type Attempt = { method: string; path: string; headers: Record<string, string>; body: string };

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

const manifest = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8")) as { node: object };
const ACTIONS = Object.keys(manifest.node);

const BOUNDARY = "----purser";
const part = (name: string, value: string) =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const form = (...parts: [string, string][]) =>
  `${parts.map(([name, value]) => part(name, value)).join("")}--${BOUNDARY}--\r\n`;

const TYPES = [
  "text/plain;charset=UTF-8",
  `multipart/form-data; boundary=${BOUNDARY}`,
  "multipart/form-data",
  "application/x-www-form-urlencoded",
  "application/json",
  "",
];
const BODIES = [
  "",
  "[]",
  "{",
  "null",
  "0",
  "{}",
  "[null]",
  "[null,null]",
  '["$F1"]',
  '["$K1"]',
  '[{},"$K1"]',
  '["$@1"]',
  '["$undefined","$undefined"]',
  '["$Q1","$W1"]',
  '["__proto__",{"__proto__":{"then":1}}]',
  form(["0", "[]"]),
  form(["0", '["$K1"]'], ["1_username", "a"]),
  form(["1", "[]"]),
  form(["0", '["$F1"]'], ["1", '{"id":"nothing","bound":null}']),
  form(["$ACTION_REF_1", ""], ["$ACTION_1:0", "{"]),
  form(["$ACTION_REF_1", ""], ["$ACTION_1:0", `{"id":"${ACTIONS[0]}","bound":"$@1"}`], ["$ACTION_1:1", "[]"]),
  form([`$ACTION_ID_${ACTIONS[0]}`, ""]),
  form(["$ACTION_KEY", "k"], [`$ACTION_ID_${"0".repeat(42)}`, ""]),
];
const PATHS = [
  "/projects/%/members/people",
  "/projects/%ff/members/people",
  "/projects/%/robots",
  "/%",
  "/%ff",
  "/login%",
  "/projects/%c0%af",
  "/%00",
  "/activity/%e0%a4%a/export",
  "/settings/registry/%",
];

const fixed: Attempt[] = [
  ...PATHS.flatMap((path) => ["GET", "HEAD", "POST"].map((method) => ({ method, path, headers: {}, body: "" }))),
  ...BODIES.flatMap((body) =>
    TYPES.slice(0, 3).flatMap((type) =>
      [{}, { "Next-Action": ACTIONS[0] ?? "" }].map((action) => ({
        method: "POST",
        path: "/login",
        headers: { ...action, ...(type && { "Content-Type": type }) },
        body,
      })),
    ),
  ),
  ...ACTIONS.flatMap((action) =>
    ["[]", '["$K1"]'].map((body) => ({
      method: "POST",
      path: "/login",
      headers: { "Next-Action": action, "Content-Type": TYPES[0] ?? "" },
      body,
    })),
  ),
];

const anyOf = (...values: readonly string[]) => fc.constantFrom(...values);
const attempts: fc.Arbitrary<Attempt> = fc.record({
  method: anyOf("GET", "POST", "POST", "POST", "PUT", "DELETE"),
  path: fc.oneof(
    anyOf("/login", "/setup", "/projects", "/projects/docs/robots", "/activity?page=%", ...PATHS),
    fc.string({ unit: "grapheme", maxLength: 20 }).map((tail) => `/projects/${encodeURI(tail)}`),
  ),
  headers: fc.record(
    {
      "Next-Action": anyOf(...ACTIONS, "x", "0".repeat(42), "", "../.."),
      "Content-Type": anyOf(...TYPES.filter(Boolean)),
      RSC: anyOf("1"),
      Accept: anyOf("text/html", "*/*", "text/x-component"),
      "Next-Router-Prefetch": anyOf("1"),
    },
    { requiredKeys: [] },
  ),
  body: fc.oneof(
    anyOf(...BODIES),
    fc.json({ maxDepth: 3 }),
    fc
      .array(fc.tuple(anyOf("0", "1", "2", "$ACTION_REF_0", "x"), fc.json({ maxDepth: 1 })), { maxLength: 4 })
      .map((parts) => form(...parts)),
  ),
});

/** Without `fetch`, which would normalize paths. Reads only the head of the reply. */
async function statusOf({ method, path, headers, body }: Attempt): Promise<number> {
  const { host, hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  const isBodied = method !== "GET" && method !== "HEAD";
  const head = {
    Host: host,
    Origin: server.url,
    Connection: "close",
    ...headers,
    ...(isBodied && { "Content-Length": String(Buffer.byteLength(body)) }),
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${isBodied ? body : ""}`);
  return Number(/^HTTP\/1\.1 (\d+)/.exec(await text(socket))?.[1]);
}

async function failuresOf(list: Attempt[]): Promise<unknown[]> {
  const failures: unknown[] = [];
  for (let at = 0; at < list.length; at += 8)
    await Promise.all(
      list.slice(at, at + 8).map(async (attempt) => {
        const status = await statusOf(attempt);
        if (!(status < 500)) failures.push({ status, ...attempt });
      }),
    );
  return failures;
}

test("an unreadable action body and an undecodable path are client errors", async () => {
  expect(await failuresOf(fixed)).toEqual([]);
  const get = (path: string) => statusOf({ method: "GET", path, headers: {}, body: "" });
  expect([await get("/projects/%/members/people"), await get("/projects/%ff/members/people")]).toEqual([400, 400]);
  const headers = { "Next-Action": ACTIONS[0] ?? "", "Content-Type": TYPES[0] ?? "" };
  const post = (body: string) => statusOf({ method: "POST", path: "/login", headers, body });
  expect([await post("{"), await post("[]"), await post("[null,null]")]).toEqual([400, 400, 400]);
  expect(await failuresOf(fc.sample(attempts, { numRuns: REQUESTS, seed: 20_260_801 }))).toEqual([]);
}, 120_000);

test("whatever was sent, each line of the log is a JSON object, except the notice at the start", async () => {
  const lines = server.output().split("\n").filter(Boolean);
  const plain = lines.filter((line) => !line.startsWith("{"));
  expect(plain.filter((line) => !/^(Purser is at|.*\/setup)/.test(line))).toEqual([]);
  expect(lines.length).toBeGreaterThan(fixed.length);
  for (const line of lines) if (line.startsWith("{")) JSON.parse(line);
});
