import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { pairs, unique, type World } from "./world";

/** Robot calls that the contract's tests share. @param world created before the tests run */
export function robotCalls(world: () => World) {
  const pull = () => [{ kind: "project", namespace: world().project.name, access: pairs(["repository:pull"]) }];
  const ci = (overrides: object = {}) => ({
    ...{ name: unique("ci"), description: "CI pipeline", duration: 30, level: "project", disable: false },
    permissions: [
      { kind: "project", namespace: world().project.name, access: pairs(["repository:pull", "repository:push"]) },
    ],
    ...overrides,
  });
  const create = async (overrides: object = {}, as = world().owner) => {
    const reply = await world().call("POST", "/robots", { as, body: ci(overrides) });
    expect(reply.status, reply.text).toBe(201);
    return reply.body as { id: number; name: string; secret: string; expires_at: number; creation_time: string };
  };
  const read = async (id: number) => (await world().call("GET", `/robots/${id}`, { as: world().owner })).body;
  const list = (query: string, as = world().owner) => world().call("GET", `/robots${query}`, { as });
  const names = (reply: { body: { name: string }[] }) => reply.body.map(({ name }) => name);
  const inProject = (more = "") => `?q=Level%3Dproject%2CProjectID%3D${world().project.id}${more}`;
  const logsIn = async (name: string, secret: string) => {
    const authorization = `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;
    const reply = await fetch(`${world().url}/service/token?service=registry`, { headers: { authorization } });
    return reply.status;
  };
  /** Lets another change of the robot happen between the calls' read and write. */
  const overtaken = async (id: number, calls: () => ReturnType<World["call"]>[]) => {
    for (let attempt = 0; attempt < 5; attempt++) {
      const waiting = await world().db.$transaction(
        async (tx) => {
          await tx.robot.update({ where: { id }, data: { version: { increment: 1 } } });
          const sent = calls();
          await sleep(1_000);
          return sent;
        },
        { timeout: 10_000 },
      );
      const replies = await Promise.all(waiting);
      if (replies.every(({ status }) => status === 409)) return;
    }
    throw new Error("no call lost the race");
  };

  return { overtaken, pull, ci, create, read, list, names, inProject, logsIn };
}
