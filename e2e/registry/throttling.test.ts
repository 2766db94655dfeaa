import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashManualSecret } from "../../lib/credentials/secret";
import { disconnectDb } from "../../lib/db/client";
import { makeProject, makeRobot } from "../../testing/builders";
import { startPostgres, type TestPostgres } from "../../testing/postgres";
import type { TestServer } from "../server";
import { startConsole } from "./console";
import { type Credentials, repeat, type TokenClient, tokenClient } from "./token-client";

const BY_HAND = "ByHand4Purser";
/** The token service's limit: failed attempts for one name from one address in 15 minutes. */
const LIMIT = 10;
const WINDOW_SECONDS = 15 * 60;

let postgres: TestPostgres;
let instances: TestServer[] = [];
let attacker: TokenClient;
let colleague: TokenClient;
let byHand: (name: string) => Promise<Credentials>;
let generated: (name: string) => Promise<Credentials>;

beforeAll(async () => {
  postgres = await startPostgres();
  await postgres.createDatabase("purser");
  const settings = { DATABASE_URL: postgres.url("purser"), LOG_LEVEL: "warn" };
  instances = [await startConsole(settings), await startConsole(settings)];
  attacker = tokenClient("127.0.0.1", 32);
  colleague = tokenClient("127.0.0.2");
  const project = await makeProject({ name: "docs" });
  generated = (name) => makeRobot({ project, name });
  byHand = async (name) => makeRobot({ project, name, secret: BY_HAND, secretHash: await hashManualSecret(BY_HAND) });
}, 180_000);

afterAll(async () => {
  attacker?.close();
  colleague?.close();
  await disconnectDb();
  await Promise.all(instances.map((server) => server.stop()));
  await postgres?.stop();
}, 120_000);

const instance = (turn: number) => instances[turn % instances.length] as TestServer;

/** A busy machine refuses an attempt with 503 before it compares the secret, which counts for nothing: tries again. */
async function logInPatiently(client: TokenClient, turn: number, credentials: Credentials) {
  let reply = await client.logIn(instance(turn), credentials);
  for (let again = 0; reply.status === 503 && again < 5; again++) {
    await sleep(200);
    reply = await client.logIn(instance(turn), credentials);
  }
  return reply;
}

/** Tries wrong secrets on all instances in turn. @returns how often each status was returned */
async function flood(robot: Credentials, times: number, width: number): Promise<Record<number, number>> {
  const seen: Record<number, number> = {};
  const waits: number[] = [];
  await repeat(times, width, async (turn) => {
    const { status, retryAfter } = await logInPatiently(attacker, turn, { ...robot, secret: `Wrong${turn}` });
    seen[status] = (seen[status] ?? 0) + 1;
    if (status === 429) waits.push(retryAfter);
  });
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...waits)).toBeLessThanOrEqual(WINDOW_SECONDS);
  return seen;
}

/**
 * Logs `who` in on every instance repeatedly until `attack` is over, which is given the number of logins so far.
 * @returns the set of statuses of each login
 */
async function during<Result>(
  attack: (rounds: readonly number[][]) => Promise<Result>,
  who: [TokenClient, Credentials][],
) {
  let over = false;
  const rounds: number[][] = [];
  const ended = attack(rounds).finally(() => {
    over = true;
  });
  const logins = async () => {
    for (let turn = 0; !over; turn++) {
      const replies = await Promise.all(who.map(([client, robot]) => logInPatiently(client, turn, robot)));
      rounds.push(replies.map(({ status }) => status));
      await sleep(100);
    }
  };
  const [result] = await Promise.all([ended, logins()]);
  return { result, rounds };
}

test("of 10,000 wrong secrets ten are checked; meanwhile the robot from elsewhere and all other robots log in", async () => {
  const [victim, neighbour, neighbourByHand] = [await generated("victim"), await generated("near"), await byHand("by")];
  const logins: [TokenClient, Credentials][] = [
    [colleague, victim],
    [colleague, neighbour],
    [attacker, neighbour],
    [attacker, neighbourByHand],
  ];
  const { result, rounds } = await during(async (soFar) => {
    const seen = await flood(victim, 10_000, 32);
    // On a busy machine the others may have logged in only a few times by now, so continue until they have.
    while (soFar.length <= 5) expect(await flood(victim, 500, 32)).toEqual({ 429: 500 });
    return seen;
  }, logins);
  expect(result).toEqual({ 401: LIMIT, 429: 10_000 - LIMIT });
  expect(rounds.length).toBeGreaterThan(5);
  expect(rounds.filter((statuses) => statuses.some((status) => status !== 200))).toEqual([]);
}, 180_000);

test("a manually set secret: over the limit the correct one is refused there and accepted from elsewhere", async () => {
  const victim = await byHand("guessed");
  const { result, rounds } = await during(() => flood(victim, 200, 4), [[colleague, victim]]);
  expect(result).toEqual({ 401: LIMIT, 429: 200 - LIMIT });
  expect(rounds.flat()).toEqual(rounds.flat().map(() => 200));
  const fresh = await byHand("fresh");
  await flood(fresh, 40, 4);
  for (const server of instances) {
    expect((await attacker.logIn(server, fresh)).status).toBe(429);
    expect((await colleague.logIn(server, fresh)).status).toBe(200);
  }
}, 120_000);

test("failed attempts on one instance count on the other", async () => {
  const victim = await generated("shared");
  const [first, second] = instances as [TestServer, TestServer];
  const wrong = { ...victim, secret: "Wrong1234" };
  const at = async (server: TestServer, times: number) => {
    const statuses: number[] = [];
    await repeat(times, 1, async () => void statuses.push((await attacker.logIn(server, wrong)).status));
    return statuses;
  };
  expect(await at(first, LIMIT - 1)).toEqual(Array(LIMIT - 1).fill(401));
  expect(await at(second, 2)).toEqual([401, 429]);
  expect(await at(first, 1)).toEqual([429]);
  const refused = await attacker.logIn(second, wrong);
  expect(refused.message).toBe(`Too many failed attempts. Try again in ${Math.ceil(refused.retryAfter / 60)} minutes.`);
}, 120_000);
