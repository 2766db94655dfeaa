import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { afterEach, describe, expect, test, vi } from "vitest";
import { makeUser } from "@/testing/builders";
import { getDb } from "../db/client";
import { env } from "../env";
import type { AppError } from "../errors";
import { CHECKS_PER_MINUTE, checkRegistry } from "./check";
import { describeOutcome, otherHostWords } from "./check-words";
import { realmOf } from "./connect";
import { generateKeyMaterial } from "./keys";

const settings = vi.hoisted(() => ({ change: {} as Record<string, unknown> }));
vi.mock("../env", async (original) => {
  const { env: real } = await original<typeof import("../env")>();
  return { env: () => ({ ...real(), ...settings.change }) };
});

const servers: { server: Server; sockets: Set<Socket> }[] = [];
afterEach(() => {
  settings.change = {};
  for (const { server, sockets } of servers.splice(0)) {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
});

/** Starts a server on loopback. @returns host:port */
async function start(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  servers.push({ server, sockets });
  server.on("connection", (socket: Socket) => void sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const web = (listener: RequestListener) => start(createServer(listener));
const tcp = (onConnection: (socket: Socket) => void) => start(createTcpServer(onConnection));

/** A server that answers requests without a token with this challenge. */
const challenging = (challenge: string, withToken: RequestListener = (_req, res) => void res.end()) =>
  web((req, res) => {
    if (req.headers.authorization) return withToken(req, res);
    res.writeHead(401, { "WWW-Authenticate": challenge }).end("private words");
  });

const ours = () => `Bearer realm="${realmOf(env().PUBLIC_URL)}",service="${env().REGISTRY_SERVICE}"`;

async function check(host: string, scheme = "http") {
  const admin = await makeUser({ isAdmin: true });
  return (await checkRegistry(admin, { address: `${scheme}://${host}` })).outcome;
}

describe("servers that aren't a registry connected to this instance", () => {
  test("status 200, 404, 500 and 400", async () => {
    for (const status of [200, 404, 500, 400]) {
      const outcome = await check(await web((_req, res) => void res.writeHead(status).end("private words")));
      expect(outcome).toEqual({ kind: status === 200 ? "open" : "no registry", status });
    }
  });

  test("a redirect is reported and not followed, to another host or its own", async () => {
    let followed = 0;
    const goal = await web((_req, res) => {
      followed++;
      res.end();
    });
    for (const status of [301, 302, 307, 308]) {
      const host = await web((req, res) => {
        if (req.url !== "/v2/") followed++;
        res.writeHead(status, { Location: status === 301 ? "/elsewhere" : `http://${goal}/` }).end();
      });
      expect(await check(host)).toEqual({ kind: "redirect", status });
    }
    expect(followed).toBe(0);
  });

  test("a 401 without a challenge, with Basic, and with an unreadable one", async () => {
    expect(await check(await web((_req, res) => void res.writeHead(401).end()))).toEqual({ kind: "no challenge" });
    expect(await check(await challenging('"'))).toEqual({ kind: "no challenge" });
    expect(await check(await challenging('Basic realm="inside"'))).toEqual({ kind: "other scheme", scheme: "basic" });
  });

  test("for a different challenge only realm and service are shown, shortened and with every character visible; no token is sent", async () => {
    let shown = 0;
    const realm = `https://other/\u202e<b>${"x".repeat(500)}`;
    const host = await challenging(`Bearer realm="${Buffer.from(realm).toString("latin1")}",secret="s"`, () => shown++);
    const outcome = await check(host);
    expect(outcome).toMatchObject({ kind: "other challenge", service: { found: null, isSame: false } });
    const found = outcome.kind === "other challenge" ? (outcome.realm.found ?? "") : "";
    expect(found).toMatch(/^https:\/\/other\/(\\u\{[0-9a-f]+\})+<b>x+…$/);
    expect(found.length).toBe(201);
    expect(JSON.stringify(outcome)).not.toContain("secret");
    expect(shown).toBe(0);
  });
});

describe("how a registry responds to our token", () => {
  test("the token grants nothing, lasts a minute and has no robot's name", async () => {
    const tokens: string[] = [];
    const host = await challenging(ours(), (req, res) => {
      tokens.push(req.headers.authorization?.replace("Bearer ", "") ?? "");
      res.end();
    });
    expect(await check(host)).toEqual({ kind: "good", knowsNext: null });
    const { access, exp = 0, iat = 0, sub, aud, iss } = decodeJwt(tokens[0] ?? "");
    expect([tokens.length, access, sub, aud, iss]).toEqual([1, [], "purser:check", "registry", "purser"]);
    expect(exp - iat).toBeLessThanOrEqual(70);
  });

  test("200 and insufficient_scope mean accepted, any other 401 rejected, other statuses unclear", async () => {
    const answering = (status: number, error: string) =>
      challenging(ours(), (_req, res) => {
        res.writeHead(status, { "WWW-Authenticate": `${ours()},error="${error}"` }).end();
      });
    expect(await check(await answering(401, "insufficient_scope"))).toEqual({ kind: "good", knowsNext: null });
    expect(await check(await answering(403, "insufficient_scope"))).toEqual({ kind: "good", knowsNext: null });
    expect(await check(await answering(401, "invalid_token"))).toEqual({ kind: "token refused" });
    expect(await check(await answering(502, "invalid_token"))).toEqual({ kind: "unclear", status: 502 });
  });
});

describe("TOKEN_X5C", () => {
  const hasCertificate = (header = "") => "x5c" in decodeProtectedHeader(header.replace("Bearer ", ""));
  /** Distribution 3: with a bundle it takes only tokens with a certificate, with a key set only those without. */
  const taking = (wanted: boolean) =>
    challenging(ours(), (req, res) => {
      const isRight = hasCertificate(req.headers.authorization) === wanted;
      res.writeHead(isRight ? 200 : 401, { "WWW-Authenticate": `${ours()},error="invalid_token"` }).end();
    });

  test("is reported if it doesn't match the registry, whichever way it is set", async () => {
    expect(await check(await taking(true))).toEqual({ kind: "other x5c", wanted: true });
    expect(await check(await taking(false))).toEqual({ kind: "good", knowsNext: null });
    settings.change = { TOKEN_X5C: true };
    expect(await check(await taking(false))).toEqual({ kind: "other x5c", wanted: false });
    expect(await check(await taking(true))).toEqual({ kind: "good", knowsNext: null });
  });
});

test("a different host or port of the realm is reported for a connected registry, the same host is not", async () => {
  const admin = await makeUser({ isAdmin: true });
  const host = await challenging(ours());
  const realmHost = new URL(env().PUBLIC_URL).host;
  expect(await checkRegistry(admin, { address: `http://${host}` })).toMatchObject({
    outcome: { kind: "good" },
    realmHost,
  });
  const one = await web((req, res) =>
    res.writeHead(req.headers.authorization ? 200 : 401, { "WWW-Authenticate": ours() }).end(),
  );
  settings.change = { PUBLIC_URL: `http://${one}` };
  expect(await checkRegistry(admin, { address: `http://${one}` })).toMatchObject({
    outcome: { kind: "good" },
    realmHost: null,
  });
  settings.change = {};
  const { realmHost: none } = await checkRegistry(admin, { address: `http://${await challenging('Basic realm="x"')}` });
  expect(none).toBeNull();
  expect(otherHostWords(host, realmHost).text).toContain("crane");
});

describe("a misbehaving server", () => {
  test("a closed port, an unknown host, and a connection closed immediately", async () => {
    const host = await web((_req, res) => void res.end());
    const gone = servers.pop();
    await new Promise((resolve) => gone?.server.close(resolve));
    expect(await check(host)).toEqual({ kind: "no answer", code: "ECONNREFUSED" });
    expect(await check("nowhere.invalid")).toMatchObject({
      kind: "no answer",
      code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
    });
    expect(await check(await tcp((socket) => void socket.destroy()))).toEqual({
      kind: "no answer",
      code: "ECONNRESET",
    });
  });

  test("a silent or slow server times out after five seconds", async () => {
    const silent = await tcp((socket) => void socket.resume());
    const slow = await tcp((socket) => {
      socket.write("HTTP/1.1 401 Unauthorized\r\n");
      const timer = setInterval(() => socket.write("X-More: and more\r\n"), 100);
      socket.once("close", () => clearInterval(timer)).on("error", () => undefined);
    });
    const began = performance.now();
    expect(await Promise.all([check(silent), check(slow)])).toEqual([{ kind: "timeout" }, { kind: "timeout" }]);
    expect(performance.now() - began).toBeLessThan(8_000);
  });

  test("an endless body is not read", async () => {
    let sent = 0;
    const host = await web((_req, res) => {
      res.writeHead(200);
      const more = () => {
        while (!res.destroyed && res.write("x".repeat(65_536))) sent += 65_536;
      };
      res.on("drain", more).on("error", () => undefined);
      more();
    });
    expect(await check(host)).toEqual({ kind: "open", status: 200 });
    await expect.poll(() => servers[0]?.sockets.values().next().value?.destroyed).toBe(true);
    expect(sent).toBeLessThan(20 * 1024 * 1024);
  });

  test("endless headers and non-HTTP responses are aborted", async () => {
    const headers = await tcp((socket) => {
      socket.on("error", () => undefined);
      socket.write(`HTTP/1.1 401 Unauthorized\r\nX-Long: ${"x".repeat(20_000)}\r\n\r\n`);
    });
    expect(await check(headers)).toEqual({ kind: "not http", code: "HPE_HEADER_OVERFLOW" });
    const other = await tcp((socket) => {
      socket.on("error", () => undefined);
      socket.write("220 mail.example.com ESMTP\r\n");
    });
    expect(await check(other)).toMatchObject({ kind: "not http", code: expect.stringMatching(/^HPE_/) });
  });

  test("an untrusted certificate, and no TLS at an https address", async () => {
    const { privateKeyPem: key, certificatePem: cert } = await generateKeyMaterial("ES256");
    const host = await start(createTlsServer({ key, cert }, (_req, res) => void res.end()));
    expect(await check(host, "https")).toEqual({ kind: "tls fault", code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    expect(await check(await web((_req, res) => void res.end()), "https")).toEqual({
      kind: "tls fault",
      code: "EPROTO",
    });
  });
});

describe("who may check, and how often", () => {
  test("only system admins may; for others no request is sent, and the attempt is in the audit log", async () => {
    let asked = 0;
    const host = await web((_req, res) => {
      asked++;
      res.end();
    });
    const person = await makeUser();
    await expect(checkRegistry(person, { address: `http://${host}` })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(asked).toBe(0);
    const row = await getDb().auditEvent.findFirst({ where: { actorName: person.username } });
    expect(row).toMatchObject({ action: "registry.check", result: "refused", targetName: `http://${host}` });
  });

  test("a check leaves one audit row with the address and the outcome, and nothing of the response", async () => {
    const admin = await makeUser({ isAdmin: true });
    const address = `http://${await challenging('Basic realm="inside"')}`;
    await checkRegistry(admin, { address });
    const rows = await getDb().auditEvent.findMany({ where: { actorName: admin.username } });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ action: "registry.check", result: "success", targetName: address });
    expect(rows[0]?.details).toBe('{"outcome":"other scheme"}');
  });

  test("checks are limited per person and minute", async () => {
    const admin = await makeUser({ isAdmin: true });
    const address = `http://${await web((_req, res) => void res.end())}`;
    const checks = Array.from({ length: CHECKS_PER_MINUTE + 3 }, () => checkRegistry(admin, { address }));
    const refused = (await Promise.allSettled(checks)).filter(({ status }) => status === "rejected");
    expect(refused).toHaveLength(3);
    await expect(checkRegistry(admin, { address })).rejects.toMatchObject({
      code: "TOO_MANY_REQUESTS",
      retryAfterSeconds: expect.any(Number),
    });
    expect(await check(address.replace("http://", ""))).toEqual({ kind: "open", status: 200 });
  });

  test("checks counted while the clock was a day ahead hold nobody up for a day", async () => {
    const admin = await makeUser({ isAdmin: true });
    const address = `http://${await web((_req, res) => void res.end())}`;
    const key = `registry-check:${admin.id}`;
    const expire = new Date(Date.now() + 86_400_000);
    await getDb().rateLimiterFlexible.create({ data: { key, points: CHECKS_PER_MINUTE, expire } });
    const refusal = await checkRegistry(admin, { address }).catch((error: unknown) => error);
    expect((refusal as AppError).retryAfterSeconds).toBeLessThanOrEqual(60);
  });
});

test("every outcome has its own text, and only the two good ones are marked good", () => {
  const same = { expected: "a", found: "a", isSame: true };
  const other = { expected: "a", found: "b", isSame: false };
  const words = [
    describeOutcome({ kind: "no answer", code: "ENOTFOUND" }),
    describeOutcome({ kind: "timeout" }),
    describeOutcome({ kind: "tls fault", code: "CERT_HAS_EXPIRED" }),
    describeOutcome({ kind: "not http", code: "HPE_INVALID_CONSTANT" }),
    ...(["redirect", "open", "no registry", "unclear"] as const).map((kind) => describeOutcome({ kind, status: 302 })),
    describeOutcome({ kind: "no challenge" }),
    describeOutcome({ kind: "other scheme", scheme: "basic" }),
    describeOutcome({ kind: "other challenge", realm: other, service: same }),
    describeOutcome({ kind: "other challenge", realm: same, service: other }),
    describeOutcome({ kind: "other challenge", realm: other, service: other }),
    describeOutcome({ kind: "token refused" }),
    ...[true, false].map((wanted) => describeOutcome({ kind: "other x5c", wanted })),
    ...[null, true, false].map((knowsNext) => describeOutcome({ kind: "good", knowsNext })),
  ];
  expect(new Set(words.map(({ title }) => title)).size).toBe(words.length);
  expect(words.filter(({ isGood }) => isGood).map(({ title }) => title)).toEqual([
    "The registry is connected",
    "The registry is connected and knows the next key",
  ]);
});
