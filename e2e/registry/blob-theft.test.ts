import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PROJECT_PERMISSION_KEYS } from "../../lib/access/permissions";
import { type BehindNginx, basic, startBehindNginx } from "./behind-nginx";

const blob = Buffer.from("another project's layer");
const DIGEST = `sha256:${createHash("sha256").update(blob).digest("hex")}`;
const START = "/v2/docs/loot/blobs/uploads/";
const MOUNT = `mount=${DIGEST}&from=other/app`;

let parts: BehindNginx;
let send: BehindNginx["send"];
let thief: string;

beforeAll(async () => {
  parts = await startBehindNginx("nginx.conf");
  ({ send } = parts);
  thief = basic(await parts.makeRobot(PROJECT_PERMISSION_KEYS));
  const owner = basic(await parts.makeRobot(["repository:push"], "other"));
  const begun = await send(owner, "POST", "/v2/other/app/blobs/uploads/");
  const place = new URL(String(begun.headers.location));
  const put = await send(owner, "PUT", `${place.pathname}${place.search}&digest=${DIGEST}`, blob);
  if (put.status !== 201) throw new Error(`The layer couldn't be pushed: ${put.status} ${put.body}`);
}, 60_000);
afterAll(() => parts?.stop());

/** Posts a mount as a form with some content type; non-ASCII characters as UTF-8. */
function post(type: string | string[], path = START) {
  const bytes = [type].flat().map((one) => Buffer.from(one).toString("latin1"));
  return send(thief, "POST", path, Buffer.from(MOUNT), { "Content-Type": bytes });
}

const stolen = async () => (await send(thief, "HEAD", `/v2/docs/loot/blobs/${DIGEST}`)).status !== 404;

describe("a mount in a posted form", () => {
  const FORMS: [string | string[]][] = [
    ["application/x-www-form-urlencoded"],
    ["\u0085application/x-www-form-urlencoded"],
    ["\u00a0application/x-www-form-urlencoded"],
    ["\u3000application/x-www-form-urlencoded"],
    ["appl\u0130cation/x-www-form-urlencoded"],
    ["APPLICATION/X-WWW-FORM-URLENCODED ; charset=utf-8"],
    [["application/x-www-form-urlencoded", "application/json"]],
  ];

  test.each(FORMS)("as %j is refused, although the registry would accept it", async (type) => {
    expect((await post(type)).status).toBe(403);
    expect(await stolen()).toBe(false);
    const bytes = Buffer.from([type].flat()[0] ?? "").toString("latin1");
    const open = await fetch(`${parts.registry.url}/v2/docs/direct/blobs/uploads/`, {
      method: "POST",
      body: MOUNT,
      headers: { "Content-Type": bytes },
    });
    expect(open.status).toBe(201);
  });

  test("never gives access to another project's layer, whatever the content type", async () => {
    const space = fc.constantFrom("", " ", "\t", "\u0085", "\u00a0", "\u2003", "\u3000", "\ufeff", "\u200b");
    const base = fc.constantFrom(
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/json",
      "application/octet-stream",
    );
    const odd = fc.tuple(
      fc.constantFrom("i", "s", "k", "a", "/", "-"),
      fc.constantFrom("\u0130", "\u017f", "\u212a", "I", "/ ", "-"),
    );
    const tail = fc.constantFrom("", ";", "; charset=utf-8", ", application/json", ";a=b;a=c", '; boundary="x"');
    const type = fc
      .tuple(space, base, odd, space, tail)
      .map(([before, name, [from, to], after, end]) => `${before}${name.replace(from, to)}${after}${end}`);
    await fc.assert(
      fc.asyncProperty(type, async (text) => {
        const { status } = await post(text);
        const isPlain = ["application/json", "application/octet-stream"].includes(text.replace(/^[ \t]+|[ \t]+$/g, ""));
        expect([text, status]).toEqual([text, isPlain ? 202 : 403]);
      }),
      { numRuns: 150 },
    );
    expect(await stolen()).toBe(false);
  });
});

test("a mount at the address of a running upload is refused, in the query and in a form, although the registry would accept it", async () => {
  const begun = await send(thief, "POST", START);
  const place = new URL(String(begun.headers.location));
  const target = `${place.pathname}${place.search}`;
  expect((await send(thief, "POST", `${target}&${MOUNT}`)).status).toBe(403);
  expect((await post("application/x-www-form-urlencoded", target)).status).toBe(403);
  expect(await stolen()).toBe(false);
  const open = await fetch(`${parts.registry.url}${target}&${MOUNT}`, { method: "POST" });
  expect(open.status).toBe(201);
});
