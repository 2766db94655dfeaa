import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { grantAccess } from "../../lib/registry/grant";
import { generateKeyMaterial, type KeyAlgorithm, readSigningKey, type SigningKey } from "../../lib/registry/keys";
import { parseScopes } from "../../lib/registry/scope";
import { signToken, type TokenRequest } from "../../lib/registry/token";
import { type Registry, startDistribution } from "./distribution";

const blob = Buffer.from('{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}');
const digest = `sha256:${createHash("sha256").update(blob).digest("hex")}`;
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: MANIFEST,
  config: { mediaType: "application/vnd.oci.image.config.v1+json", digest, size: blob.length },
  layers: [],
});

describe.each<KeyAlgorithm>(["ES256", "RS256"])(
  "Distribution 2.8.2 with our %s certificate as its bundle",
  (algorithm) => {
    let registry: Registry;
    let key: SigningKey;

    beforeAll(async () => {
      key = readSigningKey(await generateKeyMaterial(algorithm));
      const { certificatePem } = key;
      registry = await startDistribution({
        realm: "http://127.0.0.1:9/service/token",
        service: "registry",
        issuer: "purser",
        certificatePem,
      });
    }, 30_000);

    afterAll(() => registry?.stop());

    /** Requests `scope` for a robot with `permissions` on project docs. @returns the token */
    async function tokenFor(scope: string, permissions: string[], change: Partial<TokenRequest> = {}, signer = key) {
      const grants = [{ kind: "project" as const, project: "docs", access: permissions }];
      const { token } = await signToken(signer, {
        issuer: "purser",
        service: "registry",
        subject: "robot_docs+ci",
        access: grantAccess(grants, parseScopes([scope])),
        now: Math.floor(Date.now() / 1000),
        ttlSeconds: 300,
        notAfter: Number.MAX_SAFE_INTEGER,
        withCertificate: false,
        ...change,
      });
      return token;
    }

    function ask(
      token: string | null,
      method: string,
      path: string,
      body?: Buffer | string,
      type = "application/octet-stream",
    ) {
      const headers = {
        "Content-Type": type,
        Accept: MANIFEST,
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      };
      const address = path.startsWith("http") ? path : registry.url + path;
      return fetch(address, {
        method,
        headers,
        ...(body === undefined ? {} : { body: new Uint8Array(Buffer.from(body)) }),
      });
    }

    async function push(token: string, repository: string): Promise<number[]> {
      const begun = await ask(token, "POST", `/v2/${repository}/blobs/uploads/`);
      const place = begun.headers.get("location");
      if (!place) return [begun.status];
      const sent = await ask(token, "PUT", `${place}&digest=${encodeURIComponent(digest)}`, blob);
      const named = await ask(token, "PUT", `/v2/${repository}/manifests/latest`, manifest, MANIFEST);
      return [begun.status, sent.status, named.status];
    }

    const pull = async (token: string | null, repository: string) =>
      (await ask(token, "GET", `/v2/${repository}/manifests/latest`)).status;

    test("sends a challenge with realm, service and scope", async () => {
      const reply = await ask(null, "GET", "/v2/docs/site/manifests/latest");
      expect(reply.status).toBe(401);
      expect(reply.headers.get("www-authenticate")).toBe(
        'Bearer realm="http://127.0.0.1:9/service/token",service="registry",scope="repository:docs/site:pull"',
      );
    });

    test("a login token without access opens only the base path", async () => {
      const token = await tokenFor("", []);
      expect((await ask(token, "GET", "/v2/")).status).toBe(200);
      expect(await pull(token, "docs/site")).toBe(401);
    });

    test("push without the pull permission pushes; pull then reads it; delete needs its own permission", async () => {
      const scope = "repository:docs/site:pull,push,delete";
      expect(await push(await tokenFor(scope, ["repository:push"]), "docs/site")).toEqual([202, 201, 201]);
      const reader = await tokenFor(scope, ["repository:pull"]);
      expect(await pull(reader, "docs/site")).toBe(200);
      expect(await push(reader, "docs/site")).toEqual([401]);
      const path = `/v2/docs/site/blobs/${digest}`;
      expect((await ask(reader, "DELETE", path)).status).toBe(401);
      expect((await ask(await tokenFor("repository:docs/site:*", ["artifact:delete"]), "DELETE", path)).status).toBe(
        202,
      );
    });

    test("one token works for a deep repository name and a mount from another repository", async () => {
      const both = await tokenFor("repository:docs/a/b/c:pull,push repository:docs/from:pull,push", [
        "repository:push",
      ]);
      expect(await push(both, "docs/from")).toEqual([202, 201, 201]);
      const mount = `/v2/docs/a/b/c/blobs/uploads/?mount=${digest}&from=docs/from`;
      expect((await ask(both, "POST", mount)).status).toBe(201);
      expect(
        (await ask(await tokenFor("repository:docs/a/b/c:pull,push", ["repository:push"]), "POST", mount)).status,
      ).toBe(401);
    });

    test("a robot of docs gets nothing in another project", async () => {
      expect(await push(await tokenFor("repository:other/site:pull,push", ["repository:push"]), "other/site")).toEqual([
        401,
      ]);
    });

    test("refuses a token that was tampered with in any part", async () => {
      const token = await tokenFor("repository:docs/site:pull", ["repository:pull"]);
      const [header = "", claims = "", signature = ""] = token.split(".");
      const forged = Buffer.from(
        Buffer.from(claims, "base64url").toString().replace('"pull"', '"pull","push"'),
      ).toString("base64url");
      const flipped = (signature.startsWith("A") ? "B" : "A") + signature.slice(1);
      expect((await ask(token, "GET", "/v2/")).status).toBe(200);
      for (const bad of [
        `${header}.${forged}.${signature}`,
        `${header}.${claims}.${flipped}`,
        `${header}.${claims}.`,
      ]) {
        expect((await ask(bad, "GET", "/v2/")).status).toBe(401);
      }
    });

    test.each<[string, Partial<TokenRequest>]>([
      ["an expired token", { now: Math.floor(Date.now() / 1000) - 3600 }],
      ["a token of another issuer", { issuer: "other" }],
      ["a token for another service", { service: "other" }],
    ])("refuses %s", async (_what, change) => {
      expect((await ask(await tokenFor("", [], change), "GET", "/v2/")).status).toBe(401);
    });

    test("accepts our certificate in x5c and refuses another key's, under its own or our key id", async () => {
      expect((await ask(await tokenFor("", [], { withCertificate: true }), "GET", "/v2/")).status).toBe(200);
      const other = readSigningKey(await generateKeyMaterial(algorithm));
      for (const signer of [other, { ...other, kid: key.kid }]) {
        for (const withCertificate of [true, false]) {
          expect((await ask(await tokenFor("", [], { withCertificate }, signer), "GET", "/v2/")).status).toBe(401);
        }
      }
    });

    test("a bundle of the old and new certificates accepts tokens of both keys", async () => {
      const next = readSigningKey(await generateKeyMaterial(algorithm));
      await registry.restart({ certificatePem: key.certificatePem + next.certificatePem });
      for (const signer of [key, next]) {
        expect((await ask(await tokenFor("", [], {}, signer), "GET", "/v2/")).status).toBe(200);
      }
    });
  },
);
