import bcrypt from "bcryptjs";
import { describe, expect, test } from "vitest";
import { hashGeneratedSecret } from "../credentials/secret";
import type { Found, RobotEntry } from "./entries";
import { limitGuessable } from "./guessable";
import { readFile } from "./readers";
import { importOptionsSchema } from "./schema";

const HASH = bcrypt.hashSync("secret", 4).replace("$2b$", "$2y$");

async function read(text: string, options: Record<string, string>): Promise<Found[]> {
  const found: Found[] = [];
  const file = (async function* () {
    // Pieces that end in the middle of a line and of a character.
    const bytes = Buffer.from(text);
    for (let start = 0; start < bytes.length; start += 7) yield bytes.subarray(start, start + 7);
  })();
  for await (const one of readFile(file, importOptionsSchema.parse(options))) found.push(one);
  return found;
}

const robotsIn = (found: Found[]) => found.filter((one): one is RobotEntry => one.kind === "robot");
const refusals = (found: Found[]) =>
  found.flatMap((one) => (one.kind === "cannot move" ? [`${one.name}: ${one.reason}`] : []));

describe("Harbor", () => {
  const project = { v: 1, kind: "project", id: 1, name: "library" };
  const robot = {
    ...{ v: 1, kind: "robot", id: 17, name: "library+ci", project_id: 1, expires_at: -1, prefix: "robot$" },
    ...{ salt: "salt", secret: "83d3d6f3e7cacb040423adf7ced63d21" },
  };
  const right = { scope: "/project/1", resource: "repository", action: "pull", effect: "allow" };
  const harbor = (...lines: object[]) =>
    read(lines.map((line) => JSON.stringify(line)).join("\n"), { source: "harbor" });

  test("a robot keeps its login name and hash, also if it comes before its project", async () => {
    const [entry] = robotsIn(await harbor({ ...robot, rights: [right] }, project));
    expect(entry).toMatchObject({
      ...{ loginName: "robot$library+ci", name: "ci", home: "library", importedId: "17" },
      stored: "pbkdf2-sha256$4096$salt$83d3d6f3e7cacb040423adf7ced63d21",
      grants: [{ kind: "project", project: "library", access: ["repository:pull"] }],
    });
  });

  test("a denial refuses the robot, and rights elsewhere are left out", async () => {
    const denied = await harbor(project, { ...robot, rights: [right, { ...right, effect: "deny" }] });
    expect(robotsIn(denied)).toEqual([]);
    expect(refusals(denied)).toHaveLength(1);
    const elsewhere = ["/system", "/project/*", "/project/2"].map((scope) => ({ ...right, scope }));
    expect(robotsIn(await harbor(project, { ...robot, rights: elsewhere }))[0]?.grants).toEqual([]);
  });

  test.each([
    ["a colon", { name: "library+a:b" }],
    ["control characters", { name: "library+a\u0000b" }],
    ["a hash that isn’t Harbor’s", { secret: "short" }],
    ["an unknown project", { project_id: 5 }],
  ])("a robot with %s can’t move", async (_, change) => {
    const found = await harbor(project, { ...robot, ...change });
    expect(robotsIn(found)).toEqual([]);
    expect(refusals(found)).toHaveLength(1);
  });

  test("a malformed line is named without its content", async () => {
    const bad = harbor(project, { ...robot, salt: 5, secret: "0123456789abcdef0123456789abcdef" });
    await expect(bad).rejects.toThrow(/^Line 2 doesn’t match what the export statement writes \(salt\)\.$/);
  });
});

describe("htpasswd", () => {
  test("bcrypt lines are taken as they are, others are named by line", async () => {
    const text = `# comment\nada$+x:${HASH}\r\n\nold:$apr1$abc$def\nslow:$2y$31$${HASH.slice(7)}\n`;
    const found = await read(text, { source: "htpasswd", project: "website" });
    expect(robotsIn(found)).toMatchObject([{ loginName: "ada$+x", home: "website", stored: `bcrypt$${HASH}` }]);
    expect(refusals(found)).toEqual([
      "old: Line 4: Only bcrypt passwords can be imported (htpasswd -B).",
      "slow: Line 5: Only bcrypt passwords can be imported (htpasswd -B).",
    ]);
  });
});

describe("docker_auth", () => {
  const config = (acl: string) => read(`users:\n  ci: {password: "${HASH}"}\nacl:\n${acl}`, { source: "docker-auth" });
  const rule = (match: string, actions: string) => `  - match: {${match}}\n    actions: [${actions}]\n`;

  test("a rule for one account and project becomes its access, from its address", async () => {
    const found = await config(rule('account: ci, name: "website/*", ip: 10.0.0.0/8', "pull, push"));
    expect(robotsIn(found)).toMatchObject([
      {
        ...{ loginName: "ci", home: "website", networks: ["10.0.0.0/8"] },
        grants: [{ project: "website", access: ["repository:push", "repository:pull"] }],
      },
    ]);
  });

  test.each([
    ["a pattern that may give it less", rule('account: "/.*/", name: "website/*"', "pull")],
    ["a denial for everyone", rule('name: "website/*"', "")],
    ["a denial of its own", rule('account: ci, name: "website/app"', "")],
    ["a narrower rule", rule('account: ci, name: "website/app"', "pull")],
  ])("with %s before its rule, an account can’t move", async (_, before) => {
    const found = await config(before + rule('account: ci, name: "website/*"', "pull, push"));
    expect(robotsIn(found)).toEqual([]);
    expect(refusals(found)).toHaveLength(1);
  });

  test("a rule for everyone elsewhere, or after its own, changes nothing", async () => {
    const own = rule('account: ci, name: "website/*"', "pull");
    const found = await config(rule('name: "other/*"', "pull") + own + rule('name: "website/*"', ""));
    expect(robotsIn(found)).toMatchObject([{ loginName: "ci", home: "website" }]);
  });

  test("an account with more rules than anyone writes can’t move", async () => {
    const found = await config(rule('account: ci, name: "website/*"', "pull").repeat(1001));
    expect(refusals(found)).toEqual(["ci: It has more than 1000 rules."]);
  });

  test("rules that can’t be expressed are listed and give nothing", async () => {
    const found = await config(rule('account: ci, name: "$\u007baccount}/*"', "'*'"));
    expect(robotsIn(found)).toMatchObject([{ grants: [] }]);
    expect(found.filter(({ kind }) => kind === "not moved")).toHaveLength(1);
  });
});

test("Quay’s robots get what their roles say, and pull only without roles", async () => {
  const token = "A1B2C3D4E5F6G7H8".repeat(4);
  const permissions = [{ role: "write", repository: { name: "app" } }];
  const robots = [
    { name: "org+ci", token, permissions },
    { name: "org+pull", token, repositories: ["app"] },
  ];
  const found = await read(JSON.stringify({ robots }), { source: "quay" });
  expect(robotsIn(found)).toMatchObject([
    {
      stored: hashGeneratedSecret(token),
      grants: [{ access: ["repository:push", "repository:pull"], repositories: ["app"] }],
    },
    { grants: [{ access: ["repository:pull"], repositories: ["app"] }] },
  ]);
});

test("names of an object’s own are no roles and no actions", async () => {
  const permissions = [{ role: "constructor", repository: { name: "app" } }];
  const token = "A1B2C3D4E5F6G7H8".repeat(4);
  const quay = await read(JSON.stringify({ robots: [{ name: "org+ci", token, permissions }] }), { source: "quay" });
  expect(robotsIn(quay)).toMatchObject([{ grants: [] }]);
  const rule = 'acl:\n  - match: {account: ci, name: "website/*"}\n    actions: [toString]\n';
  const found = await read(`users:\n  ci: {password: "${HASH}"}\n${rule}`, { source: "docker-auth" });
  expect(robotsIn(found)).toMatchObject([{ grants: [] }]);
});

test("Quay’s guessable secrets are limited as those of JSON lines, before any is stretched", async () => {
  const robots = Array.from({ length: 501 }, (_, n) => ({ name: `org+${n}`, token: n < 500 ? null : "a" }));
  await expect(read(JSON.stringify({ robots }), { source: "quay" })).resolves.toBeDefined();
  const limit = limitGuessable();
  for (let count = 0; count < 500; count++) limit("guessable");
  expect(() => limit("guessable")).toThrow(/Split the file/);
});

test.each(["a\u202eb", "a\u200bb", " a", "a "])(
  "the login name %j can’t be told from another, so it can’t move",
  async (name) => {
    const found = await read(JSON.stringify({ name, hash: HASH }), { source: "jsonl" });
    expect(robotsIn(found)).toEqual([]);
  },
);

test("JSON lines give no permission on the whole project where repositories are named", async () => {
  const line = {
    name: "ci",
    project: "website",
    permissions: ["repository:pull", "robot:create"],
    repositories: ["a/*"],
  };
  const found = await read(JSON.stringify({ ...line, hash: HASH }), { source: "jsonl" });
  expect(robotsIn(found)).toMatchObject([{ grants: [{ access: ["repository:pull"], repositories: ["a/*"] }] }]);
});

test.each([
  ["harbor", "not json"],
  ["docker-auth", "a: [b"],
  ["quay", "{}"],
  ["jsonl", '{"name":1}'],
])("a file that isn’t from %s is refused", async (source, text) => {
  await expect(read(text, { source })).rejects.toMatchObject({ code: "BAD_REQUEST" });
});
