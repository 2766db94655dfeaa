import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { makeUser } from "@/testing/builders";
import { type Provider, provider } from "./terraform";
import { makeWorld, unique, type World } from "./world";

/** A `harbor_robot_account` block; the provider omits what is false, empty or 0. */
type RobotBlock = {
  name: string;
  level: "project" | "system";
  description: string;
  duration: number;
  disable: boolean;
  permissions: { access: { action: string; resource: string; effect: string }[]; kind: string; namespace: string }[];
};

const allow = (resource: string, action: string) => ({ action, resource, effect: "allow" });

/** What the provider sends for a block, in Go's order of keys. */
function robotBody({ name, level, description, duration, disable, permissions }: RobotBlock) {
  return { name, level, ...(description && { description }), duration, ...(disable && { disable }), permissions };
}

/** The provider's state after reading; a plan shows a difference where it isn't the block's. */
async function readRobot(tf: Provider, path: string): Promise<RobotBlock> {
  const { body } = await tf.send("GET", path, null, 200);
  const short: string = body.name.replace(await tf.robotPrefix(), "");
  const name = body.level === "project" ? short.split("+")[1] : short;
  // The provider takes a missing effect from the block, and knows no other keys than these.
  const permissions = body.permissions.map(({ kind, namespace, access }: RobotBlock["permissions"][number]) => ({
    ...{ kind, namespace },
    access: access.map((pair) => allow(pair.resource, pair.action)),
  }));
  const { level, description, duration, disable } = body;
  return { name: name ?? "", level, description, duration, disable, permissions };
}

/** The provider treats access as a set. */
const asSets = (block: RobotBlock) => ({
  ...block,
  permissions: new Set(block.permissions.map(({ access, ...rest }) => ({ ...rest, access: new Set(access) }))),
});

describe.each(inject("restServers"))("Terraform's provider for Harbor on $database", (server) => {
  let w: World;
  let tf: Provider;
  beforeAll(async () => {
    w = await makeWorld(server);
    tf = provider(w, w.root);
  });
  afterAll(() => w?.close());

  const logsIn = async (user: string, password: string) => {
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    return (await fetch(`${w.url}/service/token?service=registry`, { headers: { authorization } })).status;
  };
  const noDifference = async (path: string, block: RobotBlock) =>
    expect(asSets(await readRobot(tf, path))).toEqual(asSets(block));
  /** The provider's update reads the robot for its name, and puts everything that isn't false or empty. */
  const updateRobot = async (path: string, block: RobotBlock) => {
    const { body } = await tf.send("GET", path, null, 200);
    await tf.send("PUT", path, robotBody({ ...block, name: body.name }), 200);
  };

  test.each(["project", "system"] as const)(
    "harbor_robot_account at level %s: create, read, plan, update, plan, destroy",
    async (level) => {
      const namespace = w.project.name;
      const block: RobotBlock = {
        ...{ name: unique("tf"), level, description: "by Terraform", duration: 30, disable: true },
        permissions: [
          { access: [allow("repository", "pull"), allow("repository", "push")], kind: "project", namespace },
          ...(level === "system"
            ? [
                { access: [allow("catalog", "read")], kind: "system", namespace: "/" },
                { access: [allow("repository", "pull")], kind: "project", namespace: "*" },
              ]
            : []),
        ],
      };
      const { path, body: made } = await tf.create("/robots", robotBody(block));
      expect(path).toBe(`/robots/${made.id}`);
      await noDifference(path, block);

      // What is removed from the block becomes false or empty again, instead of keeping its value.
      const bare: RobotBlock = { ...block, description: "", disable: false, duration: -1 };
      await updateRobot(path, bare);
      await noDifference(path, bare);
      expect(await logsIn(made.name, made.secret)).toBe(200);

      const narrow: RobotBlock = {
        ...{ ...bare, description: "narrower" },
        permissions: [{ access: [allow("repository", "pull")], kind: "project", namespace }],
      };
      await updateRobot(path, narrow);
      await noDifference(path, narrow);

      await tf.send("PATCH", path, { secret: "NewSecret1" }, 200);
      await noDifference(path, narrow);
      expect([await logsIn(made.name, made.secret), await logsIn(made.name, "NewSecret1")]).toEqual([401, 200]);
      await tf.send("DELETE", path, null, 200);
      await tf.send("GET", path, null, 404);
    },
  );

  test("data.harbor_robot_accounts: reads page by page until one is empty", async () => {
    const block = { level: "project" as const, description: "", duration: 7, disable: false };
    const access = [allow("repository", "pull")];
    for (let made = 0; made < 11; made++) {
      const permissions = [{ access, kind: "project", namespace: w.other.name }];
      await tf.create("/robots", robotBody({ ...block, name: unique("data"), permissions }));
    }
    const sizes: number[] = [];
    do {
      const query = `page=${sizes.length + 1}&q=Level=project,ProjectID=${w.other.id}`;
      sizes.push((await tf.send("GET", `/robots?${query}`, null, 200)).body.length);
    } while (sizes.at(-1) !== 0);
    expect(sizes).toEqual([10, 1, 0]);
  });

  test("harbor_project: create, read, plan, update, plan, destroy", async () => {
    const name = unique("tf-project");
    const body = (metadata: object) => ({
      ...{ project_name: name, cve_allowlist: {}, storage_limit: -1 },
      metadata: {
        ...{ enable_content_trust: "false", enable_content_trust_cosign: "false", auto_scan: "true", severity: "low" },
        ...{ auto_sbom_generation: "false", reuse_sys_cve_allowlist: "true", public: "false", prevent_vul: "false" },
        ...{ proxy_speed_kb: "-1", ...metadata },
      },
    });
    const { path } = await tf.create("/projects", body({}));
    const read = async () => (await tf.send("GET", path, null, 200)).body;
    expect(await read()).toMatchObject({ name, metadata: body({}).metadata });
    await tf.send("GET", `${path}/scanner`, null, 404);

    const changed = body({ auto_scan: "false", enable_content_trust_cosign: "true" });
    await tf.send("PUT", path, changed, 200);
    const { body: settings } = await tf.send("GET", "/configurations", null, 200);
    expect(settings.quota_per_project_enable.value).toBe(false);
    expect(await read()).toMatchObject({ name, metadata: changed.metadata });

    await tf.send("PUT", path, body({ public: "true" }), 400);
    expect((await read()).metadata).toEqual(changed.metadata);
    await tf.send("DELETE", path, null, 200);
    await tf.send("GET", path, null, 404);
  });

  test("harbor_project_member_user: create, read, plan, update, plan, destroy, for each of its roles", async () => {
    const person = await makeUser({}, w.db);
    const members = `/projects/${w.project.id}/members`;
    const body = (role_id: number) => ({ role_id, member_group: {}, member_user: { username: person.username } });
    const { path } = await tf.create(members, body(2));
    expect(path).toMatch(new RegExp(`^${members}/\\d+$`));
    for (const role of [2, 1, 3, 4, 5, 2]) {
      await tf.send("PUT", path, body(role), 200);
      const { body: shown } = await tf.send("GET", path, null, 200);
      expect(shown).toMatchObject({
        ...{ role_id: role, project_id: w.project.id, entity_type: "u", entity_name: person.username },
      });
      const { role: stored } = await w.db.member.findFirstOrThrow({ where: { userId: person.id } });
      expect(stored).toBe(role === 1 ? "admin" : "viewer");
    }
    const { body: listed } = await tf.send("GET", `${members}?page=1`, null, 200);
    expect(listed.map((member: { entity_name: string }) => member.entity_name)).toContain(person.username);
    expect((await tf.send("GET", `${members}?page=2`, null, 200)).body).toEqual([]);
    await tf.send("DELETE", path, null, 200);
    await tf.send("GET", path, null, 404);
  });
});
