import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeProject, makeRobot } from "@/testing/builders";
import { basic, startDataPlane, type TestServer } from "@/testing/registry-server";

const D = `sha256:${"a1".repeat(32)}`;
const START = "/v2/docs/site/blobs/uploads/";
let server: TestServer;
let robot: { loginName: string; secret: string };

beforeAll(async () => {
  server = await startDataPlane();
  robot = await makeRobot({ project: await makeProject({ name: "docs" }) });
});
afterAll(() => server.stop());

const nginx = (method: string, uri: string) => ({ "X-Original-Method": method, "X-Original-URI": uri });

/** Sends raw bytes: fetch would reject or normalize these headers. */
function status(
  type: string | string[] | undefined,
  target = "",
  method = "GET",
  described: object = nginx("POST", START),
) {
  return new Promise<number | undefined>((resolve, reject) => {
    const types = [type ?? []].flat().flatMap((one) => ["Content-Type", one]);
    const headers = [...Object.entries({ Host: "x", ...basic(robot), ...described }).flat(), ...types];
    const sent = request(`${server.url}/service/authorize${target}`, { method, headers }, (reply) => {
      reply.resume();
      resolve(reply.statusCode);
    });
    sent.on("error", reject).end();
  });
}

test.each([undefined, "", "application/octet-stream", "application/json", " application/json\t"])(
  "an upload may start with the content type %j",
  async (type) => {
    expect(await status(type)).toBe(200);
    expect(await status(type, "", "GET", nginx("POST", `${START}0b6a`))).toBe(200);
  },
);

const utf8 = (text: string) => Buffer.from(text).toString("latin1");
test.each<[string | string[]]>([
  ["application/x-www-form-urlencoded"],
  ["multipart/form-data; boundary=x"],
  [utf8("\u0085application/x-www-form-urlencoded")],
  [utf8("\u00a0application/x-www-form-urlencoded")],
  [utf8("\u3000application/x-www-form-urlencoded")],
  [utf8("appl\u0130cation/x-www-form-urlencoded")],
  ["application/json; charset=utf-8"],
  ["application/json;"],
  ["application/octet-stream,application/x-www-form-urlencoded"],
  ["APPLICATION/JSON"],
  ["text/plain"],
  [["application/json", "application/x-www-form-urlencoded"]],
  [["application/x-www-form-urlencoded", "application/json"]],
  [["application/json", "application/json"]],
])("an upload may not start with %j", async (type) => {
  expect(await status(type)).toBe(403);
  // Distribution begins one at the place of another upload, too.
  expect(await status(type, "", "GET", nginx("POST", `${START}0b6a?_state=x`))).toBe(403);
  expect(await status(type, "", "GET", nginx("PUT", `${START}0b6a`))).toBe(200);
});

test("an upload may start without a content type only if the proxy is known to forward it", async () => {
  expect(await status(undefined, START, "POST", {})).toBe(403);
  expect(await status("application/json", START, "POST", {})).toBe(200);
  const typed = `-with-content-type${START}`;
  expect(await status(undefined, typed, "POST", {})).toBe(200);
  expect(await status("text/plain", typed, "POST", {})).toBe(403);
  expect(await status(undefined, `-with-content-type/v2/secret/app/blobs/uploads/`, "POST", {})).toBe(403);
});

test("a mount at the URL of another upload needs pull at the source", async () => {
  const mount = `${START}0b6a?_state=x&mount=${D}&from=`;
  expect(await status(undefined, "", "GET", nginx("POST", `${mount}docs/other`))).toBe(200);
  expect(await status(undefined, "", "GET", nginx("POST", `${mount}secret/app`))).toBe(403);
});
