import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Actor } from "@/lib/access/caller";
import { getDb } from "@/lib/db/client";
import { env } from "@/lib/env";
import { logAddressRefusal } from "@/lib/registry/address-refusals";
import { checkRegistry } from "@/lib/registry/check";
import { realmOf } from "@/lib/registry/connect";
import { logFailedLogin } from "@/lib/registry/failed-logins";
import { setRegistryHost } from "@/lib/registry/host";
import { reportLeakedSecrets } from "@/lib/registry/leaked-secrets";
import { learnSecret } from "@/lib/registry/learn";
import { noteReusedSecret } from "@/lib/registry/reused-secrets";
import {
  announceAlgorithm,
  announceSigningKey,
  createFirstKey,
  keepOneActiveKey,
  switchSigningKey,
} from "@/lib/registry/service";
import { makeLearningImport, makeRobot } from "@/testing/builders";
import { startOldRegistry } from "@/testing/old-registry";
import { NOBODY, type Scenario, SYSTEM_ADMINS_ONLY, secretsOfTheRun } from "./scenario";

const SYSTEM = { type: "system", name: "system", address: null, requestId: null } as const;

async function kidIn(slot: string): Promise<string> {
  return (await getDb().signingKey.findUniqueOrThrow({ where: { slot }, select: { kid: true } })).kid;
}

/** Starts a registry that sends its clients here for tokens and accepts any token. @returns its origin */
function tolerantRegistry(): Promise<string> {
  const server = createServer((req, res) => {
    const [, token] = req.headers.authorization?.split(" ") ?? [];
    if (token) secretsOfTheRun.add(token);
    const challenge = `Bearer realm="${realmOf(env().PUBLIC_URL)}",service="${env().REGISTRY_SERVICE}"`;
    res.writeHead(token ? 200 : 401, { "WWW-Authenticate": challenge, Connection: "close" }).end();
  });
  server.unref();
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

export const registryScenarios: Scenario[] = [
  {
    verb: learnSecret,
    action: "robot.learn-secret",
    refuses: NOBODY,
    async prepare({ admin, project }) {
      const secret = "LearnedSecret1LearnedSecret1Abcd";
      secretsOfTheRun.add(secret);
      const known = new Map<string, string>();
      const { origin } = await startOldRegistry(known);
      const stored = `learn$${await makeLearningImport({ origin })}`;
      const { id, loginName } = await makeRobot({ project, secretHash: stored });
      known.set(loginName, secret);
      const address = "203.0.113.8";
      return {
        call: async () => {
          await getDb().rateLimiterFlexible.deleteMany({ where: { key: { startsWith: "learn " } } });
          return learnSecret({ id, loginName, stored, secret, address });
        },
        by: admin,
        leaves: () => [
          {
            actor: { type: "anonymous", name: loginName, address, requestId: null },
            robot: { id, loginName },
            project,
            details: { registry: origin },
          },
        ],
      };
    },
  },
  {
    verb: logFailedLogin,
    action: "robot.log-in",
    refuses: NOBODY,
    onlyLogs: true,
    logsFailure: true,
    async prepare({ admin, project }) {
      const { id, loginName } = await makeRobot({ project });
      const address = "203.0.113.8";
      return {
        call: () => logFailedLogin({ name: loginName, address, robotId: id }),
        by: admin,
        leaves: () => [
          {
            actor: { type: "anonymous", name: loginName, address, requestId: null },
            targetName: loginName,
            robot: { id, loginName },
            project,
            details: { attempts: 1 },
          },
        ],
      };
    },
  },
  {
    verb: noteReusedSecret,
    action: "robot.secret-reused",
    refuses: NOBODY,
    onlyLogs: true,
    logsFailure: true,
    async prepare({ admin, project }) {
      const { id, loginName } = await makeRobot({ project });
      const address = "203.0.113.8";
      return {
        call: () => noteReusedSecret({ name: loginName, address, robotId: id, hash: "sha256$0" }),
        by: admin,
        leaves: () => [
          {
            actor: { type: "anonymous", name: loginName, address, requestId: null },
            robot: { id, loginName },
            project,
          },
        ],
      };
    },
  },
  {
    verb: reportLeakedSecrets,
    action: "robot.secret-leaked",
    refuses: NOBODY,
    async prepare({ admin, project }) {
      const { id, loginName, secret } = await makeRobot({ project });
      const address = "203.0.113.8";
      secretsOfTheRun.add(secret);
      return {
        call: () => reportLeakedSecrets([{ name: null, secret }], address),
        by: admin,
        leaves: () => [
          {
            actor: { type: "anonymous", name: "leak report", address, requestId: null },
            robot: { id, loginName },
            project,
            details: { secret: "current" },
          },
        ],
      };
    },
  },
  {
    verb: logAddressRefusal,
    action: "robot.log-in-from",
    refuses: NOBODY,
    logsFailure: true,
    async prepare({ admin, project }) {
      const { id, loginName } = await makeRobot({ project });
      const address = "203.0.113.8";
      return {
        call: () => logAddressRefusal({ robotId: id, loginName, address }),
        by: admin,
        leaves: () => [
          {
            actor: { type: "anonymous", name: loginName, address, requestId: null },
            targetName: loginName,
            robot: { id, loginName },
            project,
          },
        ],
      };
    },
  },
  {
    verb: createFirstKey,
    action: "signing-key.create",
    refuses: NOBODY,
    prepare: ({ admin }) => ({
      call: () => createFirstKey("ES256"),
      by: admin,
      leaves: async () => [{ actor: SYSTEM, targetName: await kidIn("active:ES256") }],
    }),
  },
  {
    verb: announceAlgorithm,
    action: "signing-key.announce",
    refuses: NOBODY,
    async prepare({ admin }) {
      await createFirstKey("ES256");
      return {
        call: () => announceAlgorithm("RS256"),
        by: admin,
        leaves: async () => [{ actor: SYSTEM, targetName: await kidIn("announced:RS256") }],
      };
    },
  },
  {
    verb: keepOneActiveKey,
    action: "signing-key.announce",
    refuses: NOBODY,
    async prepare({ admin }) {
      await createFirstKey("ES256");
      await createFirstKey("RS256");
      return {
        call: () => keepOneActiveKey("ES256"),
        by: admin,
        leaves: async () => [{ actor: SYSTEM, targetName: await kidIn("announced:RS256") }],
      };
    },
  },
  {
    verb: setRegistryHost,
    action: "registry.set-host",
    refuses: SYSTEM_ADMINS_ONLY,
    prepare: ({ admin }) => ({
      call: (actor: Actor) => setRegistryHost(actor, { host: "registry.acme.test:5000" }),
      by: admin,
      leaves: () => [{ details: { before: { host: null }, after: { host: "registry.acme.test:5000" } } }],
    }),
  },
  {
    verb: announceSigningKey,
    action: "signing-key.announce",
    refuses: SYSTEM_ADMINS_ONLY,
    prepare: ({ admin }) => ({
      call: (actor: Actor) => announceSigningKey(actor),
      by: admin,
      leaves: (kid) => [{ targetName: String(kid) }],
      refusedAbout: {},
    }),
  },
  {
    verb: switchSigningKey,
    action: "signing-key.switch",
    refuses: SYSTEM_ADMINS_ONLY,
    async prepare({ admin }) {
      await createFirstKey("ES256");
      const kid = await announceSigningKey(SYSTEM);
      return {
        call: (actor: Actor) => switchSigningKey(actor, kid),
        by: admin,
        leaves: () => [{ targetName: kid }],
        refusedAbout: {},
      };
    },
  },
  {
    verb: checkRegistry,
    action: "registry.check",
    refuses: SYSTEM_ADMINS_ONLY,
    onlyLogs: true,
    async prepare({ admin }) {
      await createFirstKey("ES256");
      const address = await tolerantRegistry();
      return {
        call: (actor: Actor) => checkRegistry(actor, { address }),
        by: admin,
        leaves: () => [{ targetName: address, details: { outcome: "good" } }],
      };
    },
  },
];
