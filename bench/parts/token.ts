import { generateKeyPairSync } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { startHtpasswdRegistry } from "../../e2e/registry/htpasswd";
import { formatAllowedAddresses } from "../../lib/access/address-list";
import { formatPatterns } from "../../lib/access/repositories";
import { connectDb } from "../../lib/db/client";
import {
  type Bench,
  PROVIDER_NAMES,
  type Provider,
  type Section,
  spreadText,
  type Table,
  type Verdict,
} from "../bench";
import { startReference } from "../children";
import { generate, SECRET, usableLogins } from "../generate";
import { type Load, load, type RepeatedRequest } from "../load";
import { figure, interleave, ratio } from "../statistics";
import { giveWaitingDeliveries } from "../waiting-deliveries";

const PROJECT = { name: "bench", robots: 1_000 };
/** Robots take turns, so that caching one row has no effect. */
const ROBOTS = 64;

type Candidates = Record<string, { title: string; url: string; requests: RepeatedRequest[] }>;
type Rounds = Record<string, Load[]>;

/** Token rate, compared with this machine's best case and with other ways to check a robot. */
export async function token(bench: Bench): Promise<Section> {
  const sqlite = await measure(bench, "sqlite");
  const postgres = await measure(bench, "postgresql");
  const verdicts = [
    verdict("token-sqlite", "token issue on SQLite over the bare-Node reference", sqlite, "bare", 0.5, 0.8),
    verdict("token-postgres", "token issue on Postgres over bare Node on the same Postgres", postgres, "bare", 0.5),
    ...(sqlite.htpasswd10
      ? [verdict("token-htpasswd", "token issue over htpasswd with bcrypt 10", sqlite, "htpasswd10", 50)]
      : []),
    ...besidesVerdicts("sqlite", sqlite),
    ...besidesVerdicts("postgresql", postgres),
    verdict("token-rsa", "token issue over RSA-4096 with the key read for each token", sqlite, "rsa", 10),
  ];
  return {
    title: "Token path",
    intro:
      "One process each, 16 connections, 64 robots in turn, each asking for pull and push on one repository. Requests a second; ratios within rounds.",
    tables: [tableOf(sqlite, "sqlite"), tableOf(postgres, "postgresql")],
    verdicts,
  };
}

const TITLES: Record<string, string> = {
  purser: "Purser",
  oldSecret: "Purser, robots with an old secret that still works",
  limits: "Purser, robots limited to 10 networks and 10 repositories",
  plain: "Purser, robots without either",
  deliveries: "Purser, 20 webhooks and 10,000 waiting deliveries",
  bare: "bare node:http, prepared statement, ES256",
  rsa: "the same with RSA-4096, key read for each token",
  htpasswd4: "docker-registry, htpasswd with bcrypt 4",
  htpasswd5: "docker-registry, htpasswd with bcrypt 5",
  htpasswd10: "docker-registry, htpasswd with bcrypt 10",
};

async function measure(bench: Bench, provider: Provider): Promise<Rounds> {
  const databaseUrl = await bench.database(provider);
  await generate(databaseUrl, [PROJECT]);
  const candidates = await startCandidates(bench, databaseUrl, provider);
  const limit = bench.limit(2);
  bench.say(`token path on ${PROVIDER_NAMES[provider]}: ${Object.keys(candidates).join(", ")}`);
  const runs = Object.entries(candidates)
    .filter(([name]) => !(name in BESIDES))
    .map(([name, { url, requests }]) => [name, () => load({ url, requests, limit })]);
  // A warm-up round: the first one compiles code and opens database connections.
  if (!bench.smoke) await interleave(1, Object.fromEntries(runs));
  const rounds: Rounds = await interleave(bench.pick(5, 1), Object.fromEntries(runs));
  Object.assign(rounds, await measureBesides(bench, candidates));
  for (const [name, loads] of Object.entries(rounds))
    bench.check(
      `${PROVIDER_NAMES[provider]}: ${name} answers every request with 200`,
      loads.every(({ answered, failed }) => answered > 0 && failed === 0),
    );
  return rounds;
}

/** What may cost next to nothing. In many short rounds, so that what else the machine does cancels out of their ratios. */
async function measureBesides(bench: Bench, candidates: Candidates): Promise<Rounds> {
  const limit = bench.limit(0.3);
  const runs = ["plain", ...Object.keys(BESIDES)].map((name) => {
    const { url = "", requests = [] } = candidates[name === "plain" ? "purser" : name] ?? {};
    return [name, () => load({ url, requests, limit })];
  });
  return interleave(bench.pick(30, 1), Object.fromEntries(runs));
}

/** A login with one repository, as docker requests before a push. */
export function tokenRequest(loginName: string, project: string, secret = SECRET): RepeatedRequest {
  const credentials = Buffer.from(`${loginName}:${secret}`).toString("base64");
  const query = new URLSearchParams({ service: "registry", scope: `repository:${project}/app:pull,push` });
  return { path: `/service/token?${query}`, headers: { Authorization: `Basic ${credentials}` } };
}

async function startCandidates(bench: Bench, databaseUrl: string, provider: Provider): Promise<Candidates> {
  const console = await bench.console(databaseUrl);
  const logins = usableLogins(PROJECT, 3 * ROBOTS);
  const requestsOf = (some: readonly string[]) => some.map((login) => tokenRequest(login, PROJECT.name));
  const requests = requestsOf(logins.slice(0, ROBOTS));
  const [withOld, limited] = [logins.slice(ROBOTS, 2 * ROBOTS), logins.slice(2 * ROBOTS)];
  await giveOldSecrets(databaseUrl, withOld);
  await limit(databaseUrl, limited);
  const found: Record<string, string> = { purser: console.url, bare: await startReference(bench, databaseUrl) };
  if (provider === "sqlite") {
    const keyFile = join(bench.folder(), "rsa.pem");
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: bench.pick(4096, 2048) });
    writeFileSync(keyFile, privateKey.export({ type: "pkcs8", format: "pem" }));
    found.rsa = await startReference(bench, databaseUrl, keyFile);
  }
  const candidates = Object.entries(found).map(([name, url]) => [name, { url, requests }]);
  for (const [name, some] of Object.entries({ oldSecret: withOld, limits: limited }))
    candidates.push([name, { url: console.url, requests: requestsOf(some) }]);
  candidates.push(["deliveries", { url: await startWithDeliveries(bench, provider), requests }]);
  return Object.fromEntries([...candidates, ...(provider === "sqlite" ? await registries(bench) : [])]);
}

async function startWithDeliveries(bench: Bench, provider: Provider): Promise<string> {
  const databaseUrl = await bench.database(provider);
  await generate(databaseUrl, [PROJECT]);
  await giveWaitingDeliveries(databaseUrl);
  return (await bench.console(databaseUrl)).url;
}

/** As a refresh with a grace leaves them; they log in with the current secret. */
async function giveOldSecrets(databaseUrl: string, logins: readonly string[]): Promise<void> {
  const db = connectDb(databaseUrl);
  const at = new Date();
  const data = {
    ...{
      secretChangedAt: at,
      secretFirstUsedAt: at,
      oldSecretReplacedAt: at,
      oldSecretHash: `sha256$${"1".repeat(64)}`,
    },
    oldSecretEndsAt: BigInt(Math.floor(at.getTime() / 1000) + 86_400),
  };
  await db.robot.updateMany({ where: { loginName: { in: [...logins] } }, data });
  await db.$disconnect();
}

/** To networks and repositories of which the last are the ones that requests come from and ask for. */
async function limit(databaseUrl: string, logins: readonly string[]): Promise<void> {
  const db = connectDb(databaseUrl);
  const others = Array.from({ length: 8 }, (_, at) => `198.51.100.${at}/32`);
  const networks = [...others, "127.0.0.0/8", "::1"].map((network) => ({ network, note: "" }));
  const patterns = [...Array.from({ length: 9 }, (_, at) => `other-${at}/*`), "app"];
  const robot = { loginName: { in: [...logins] } };
  await db.robot.updateMany({ where: robot, data: { allowedAddresses: formatAllowedAddresses(networks) } });
  await db.robotGrant.updateMany({ where: { robot }, data: { repositories: formatPatterns(patterns) } });
  await db.$disconnect();
}

/** A registry with htpasswd: the alternative to a token service. */
async function registries(bench: Bench) {
  const hasRegistry = (process.env.PATH ?? "")
    .split(delimiter)
    .some((folder) => existsSync(join(folder, "docker-registry")));
  if (!hasRegistry) {
    bench.say("docker-registry is not installed: skipping its candidates");
    return [];
  }
  const [loginName = ""] = usableLogins(PROJECT, 1);
  const headers = { Authorization: `Basic ${Buffer.from(`${loginName}:${SECRET}`).toString("base64")}` };
  const started = [];
  for (const cost of bench.pick([5, 10], [4])) {
    const registry = await startHtpasswdRegistry([{ loginName, secret: SECRET }], cost);
    bench.onEnd(() => registry.stop());
    started.push([`htpasswd${cost}`, { url: `http://${registry.host}`, requests: [{ path: "/v2/", headers }] }]);
  }
  return started;
}

const rates = (rounds: Rounds, name: string) => (rounds[name] ?? []).map(({ perSecond }) => perSecond);

function verdict(id: string, what: string, rounds: Rounds, other: string, target: number, reach?: number): Verdict {
  const value = ratio(rates(rounds, "purser"), rates(rounds, other)).median;
  return { id, what, value, unit: "×", target, ...(reach && { reach }), better: "higher" };
}

type Burden = { text: string; target: number };
/** By candidate: what robots without it are compared with. */
const BESIDES: Record<string, Burden> = {
  oldSecret: { text: "an old secret over one without", target: 0.98 },
  limits: { text: "limits over one without", target: 0.98 },
  deliveries: { text: "20 webhooks and 10,000 waiting deliveries over none", target: 0.95 },
};

function besidesVerdicts(provider: Provider, rounds: Rounds): Verdict[] {
  return Object.entries(BESIDES).map(([name, { text, target }]) => {
    const value = ratio(rates(rounds, name), rates(rounds, "plain")).median;
    const what = `token issue on ${PROVIDER_NAMES[provider]} with ${text}`;
    return { id: `token-${name}-${provider}`, what, value, unit: "×", target, better: "higher" };
  });
}

function tableOf(rounds: Rounds, provider: Provider): Table {
  const rows = Object.entries(rounds).map(([name, loads]) => [
    TITLES[name] ?? name,
    spreadText(figure(rates(rounds, name))),
    spreadText(figure(loads.map(({ p50 }) => p50)), " ms"),
    spreadText(figure(loads.map(({ p99 }) => p99)), " ms"),
    ["purser", "plain", ...Object.keys(BESIDES)].includes(name)
      ? ""
      : spreadText(ratio(rates(rounds, "purser"), rates(rounds, name)), "×"),
  ]);
  return {
    title: `On ${PROVIDER_NAMES[provider]}`,
    head: ["candidate", "requests/s", "p50", "p99", "Purser over it"],
    rows,
  };
}
