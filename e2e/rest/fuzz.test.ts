import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { describe, expect, inject, test } from "vitest";
import { makeProject, makeRobot } from "@/testing/builders";
import type { Received } from "./document";
import { type FuzzRequest, requestArbitrary, type Targets } from "./requests";
import { makeWorld, type World } from "./world";

/** On each database; twenty thousand together. */
const REQUESTS = 10_000;
const CONNECTIONS = 16;

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

const ROBOTS = 300;

async function targetsOf(w: World): Promise<Targets> {
  const admins = [{ ...w.owner } as never];
  const [third, ...doomed] = await Promise.all(Array.from({ length: 9 }, () => makeProject({ admins }, w.db)));
  const projects = [w.project, w.other, third ?? w.project];
  const homes = [...projects, ...projects, ...doomed];
  const robots: Awaited<ReturnType<typeof makeRobot>>[] = [];
  for (let index = 0; index < ROBOTS; index++)
    robots.push(await makeRobot({ project: homes[index % homes.length] ?? w.project }, w.db));
  const [robotIds, loginNames] = [robots.map(({ id }) => id), robots.map(({ loginName }) => loginName)];
  return { projects, doomed, robotIds, loginNames };
}

/** The callers of a run: people of every role, robots with many and few permissions, a wrong password and no credentials. */
async function callersOf(w: World): Promise<(string | undefined)[]> {
  const api = [
    "project:read",
    "robot:create",
    "robot:list",
    "robot:read",
    "robot:delete",
    "log:list",
    "repository:pull",
  ];
  const wide = await w.robot(api, {
    namespace: "*",
    system: ["project:create", "project:list", "robot:create", "robot:list"],
  });
  const robots = [wide, await w.robot(api), await w.robot(["repository:pull"])];
  const known = [w.root, w.root, w.owner, w.owner, w.viewer, w.outsider, ...robots];
  return [
    ...known.map(({ username, password }) => basic(username, password)),
    basic(w.outsider.username, "Wrong1234"),
    undefined,
  ];
}

async function send(
  agent: Agent,
  url: URL,
  { method, path, headers, body }: FuzzRequest,
  authorization: string | undefined,
) {
  const sent = { ...headers, ...(authorization && { Authorization: authorization }) };
  const length = body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
  const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
    request({ agent, host: "127.0.0.1", port: url.port, method, path, headers: { ...sent, ...length } }, resolve)
      .on("error", reject)
      .end(body);
  });
  const received: Received = {
    status: response.statusCode ?? 0,
    headers: new Headers(
      Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)]),
    ),
    text: await text(response),
  };
  return received;
}

describe.each(inject("fuzzServers"))("on $database", (server) => {
  test(`${REQUESTS} requests of every kind: no server error, every reply as documented, every change in the log`, async () => {
    const w = await makeWorld(server);
    const targets = await targetsOf(w);
    const callers = await callersOf(w);
    const seed = Math.floor(Math.random() * 2 ** 31);
    const requests = fc.sample(requestArbitrary(w.checker, targets, callers.length), { numRuns: REQUESTS, seed });
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    const url = new URL(w.url);
    const faults: string[] = [];
    const statuses = new Map<number, number>();
    let next = 0;
    const worker = async () => {
      for (let turn = next++; turn < requests.length && faults.length < 10; turn = next++) {
        const request = requests[turn];
        if (!request) continue;
        const reply = await send(agent, url, request, callers[request.who]);
        statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
        const fault = reply.status >= 500 ? "a server error" : w.checker.fault(request.method, request.path, reply);
        if (fault)
          faults.push(
            `${fault}: ${JSON.stringify({ seed, turn, ...request })} → ${reply.status} ${reply.text.slice(0, 200)}`,
          );
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, worker));
    agent.destroy();
    expect(faults).toEqual([]);
    // The run must also succeed often enough to test anything.
    for (const status of [200, 201, 400, 401, 403, 404, 405, 412, 422])
      expect(statuses.get(status) ?? 0, `${status}`).toBeGreaterThan(0);
    expect(await unloggedChanges(w, targets)).toEqual([]);
    await w.close();
  }, 300_000);
});

type LogRow = Awaited<ReturnType<World["db"]["auditEvent"]["findMany"]>>[number];
type StoredRobot = Awaited<ReturnType<World["db"]["robot"]["findMany"]>>[number];

/** Robots whose state differs from the log. `robotIds`: those created without a log entry. */
async function unloggedChanges({ db }: World, { robotIds }: Targets): Promise<string[]> {
  const rows = await db.auditEvent.findMany({
    where: { robotId: { not: null }, result: "success" },
    orderBy: { id: "asc" },
  });
  const rowsByRobot = new Map<number, LogRow[]>();
  for (const row of rows) rowsByRobot.set(Number(row.robotId), [...(rowsByRobot.get(Number(row.robotId)) ?? []), row]);
  const robots = new Map((await db.robot.findMany()).map((robot) => [robot.id, robot]));
  const dropped = await db.auditEvent.findMany({ where: { action: "project.delete", result: "success" } });
  const gone = new Set(dropped.map(({ projectName }) => projectName));
  return [...new Set([...robots.keys(), ...rowsByRobot.keys(), ...robotIds])].flatMap((id) => {
    const own = rowsByRobot.get(id) ?? [];
    const robot = robots.get(id);
    if (robot) return secretChanges(robot, own, robotIds.includes(id));
    const isTold = own.at(-1)?.action === "robot.delete" || own.some(({ projectName }) => gone.has(projectName));
    // A robot that was only deleted with its project.
    return isTold || (own.length === 0 && gone.size > 0) ? [] : [`${id} is gone`];
  });
}

const ofAction = (rows: readonly LogRow[], actions: RegExp) => rows.filter(({ action }) => actions.test(action));

/** The differences between a robot and its log entries. */
function secretChanges(robot: StoredRobot, own: readonly LogRow[], wasThere: boolean): string[] {
  const [made] = ofAction(own, /^robot\.create$/);
  const edited = ofAction(own, /^robot\.(create|update)$/).at(-1);
  const { after } = edited ? JSON.parse(edited.details) : { after: null };
  const dated = ofAction(own, /^robot\.(create|update|refresh-secret)$/)
    .map(({ details }) => JSON.parse(details))
    .map((details) => details.after?.expiresAt ?? details.expiresAt)
    .findLast((told) => told !== undefined);
  const switched = ofAction(own, /^robot\.(enable|disable)$/).at(-1)?.action;
  const madeDisabled = made ? JSON.parse(made.details).after.disabled === true : false;
  const expiresAt = robot.expiresAt === BigInt(Number.MAX_SAFE_INTEGER) ? -1 : Number(robot.expiresAt);
  const changes = new Set(
    ofAction(own, /^robot\.(update|enable|disable|refresh-secret|end-old-secret|change-old-secret)$/).map(
      ({ requestId }) => requestId,
    ),
  );
  const wasRefreshed = Number(robot.secretChangedAt) !== Number(robot.createdAt);
  const faults = {
    "came from nowhere": !made && !wasThere,
    "was edited in secret": after && (after.description !== robot.description || dated !== expiresAt),
    "was switched in secret": robot.disabled !== (switched ? switched === "robot.disable" : madeDisabled),
    "has a secret whose change is not logged": wasRefreshed && ofAction(own, /refresh/).length === 0,
    [`is at version ${robot.version}, with ${changes.size} changes logged`]: robot.version !== changes.size + 1,
  };
  return Object.entries(faults).flatMap(([fault, is]) => (is ? [`${robot.id} ${fault}`] : []));
}
