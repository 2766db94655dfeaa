import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type ConnectFacts, connectGuides, yamlText } from "./connect";

const facts: ConnectFacts = {
  publicUrl: "http://localhost:3000",
  port: 3000,
  service: "registry",
  issuer: "purser",
  algorithm: "ES256",
  withCertificate: false,
  registryHost: null,
};

function textOf(file: string, change: Partial<ConnectFacts> = {}): string {
  const snippets = connectGuides({ ...facts, ...change }).flatMap((guide) => guide.snippets);
  const found = snippets.find((snippet) => snippet.file === file);
  if (!found) throw new Error(`no ${file}`);
  return found.code;
}

const FILES = [
  "distribution-2.8.yml",
  "distribution-3.yml",
  "distribution-behind-proxy.yml",
  "nginx.conf",
  "nginx-one-host.conf",
  "traefik.yml",
  "traefik-static.yml",
  "envoy.yml",
  "chartmuseum.yml",
];

test("the page has every file of deploy/registry", () => {
  expect(readdirSync("deploy/registry").sort()).toEqual([...FILES].sort());
});

test.each(FILES)("with the default settings the page's %s is the file in deploy/registry, byte for byte", (file) => {
  expect(textOf(file)).toBe(readFileSync(`deploy/registry/${file}`, "utf8"));
});

const any = fc.oneof(
  fc.string({ unit: "binary", minLength: 1 }),
  fc.constantFrom(
    "no",
    "Y",
    "~",
    "1e3",
    "0x1f",
    "2026-01-01",
    "a: b",
    "a #b",
    "'",
    "&a",
    "null",
    "- a",
    "a:",
    "a:b",
    "@a",
  ),
);

describe("values from the settings are where the registry looks for them, whatever they hold", () => {
  test("Distribution 2.8", () => {
    fc.assert(
      fc.property(any, any, (service, issuer) => {
        const { auth } = parse(textOf("distribution-2.8.yml", { service, issuer, publicUrl: "https://purser.test" }));
        expect(auth.token).toEqual({
          realm: "https://purser.test/service/token",
          service,
          issuer,
          rootcertbundle: "/etc/registry/purser-token.pem",
        });
      }),
    );
  });

  test("Distribution 3, with the key set, or with the bundle when tokens carry their certificate", () => {
    fc.assert(
      fc.property(any, any, (service, issuer) => {
        const config = parse(textOf("distribution-3.yml", { service, issuer, algorithm: "RS256" }));
        expect(config.auth.token).toEqual({
          realm: "http://localhost:3000/service/token",
          service,
          issuer,
          jwks: "/etc/registry/purser-jwks.json",
          signingalgorithms: ["RS256"],
        });
      }),
    );
    const { token } = parse(textOf("distribution-3.yml", { withCertificate: true })).auth;
    expect(token).toMatchObject({ rootcertbundle: "/etc/registry/purser-token.pem" });
    expect(token).not.toHaveProperty("jwks");
  });

  test("ChartMuseum", () => {
    fc.assert(
      fc.property(any, (service) => {
        expect(parse(textOf("chartmuseum.yml", { service }))).toMatchObject({
          depth: 1,
          bearerauth: true,
          authrealm: "http://localhost:3000/service/token",
          authservice: service,
          authcertpath: "/etc/chartmuseum/purser-token.pem",
        });
      }),
    );
  });

  test("both versions of YAML read a scalar as the same text", () => {
    fc.assert(
      fc.property(any, (text) => {
        for (const version of ["1.1", "1.2"] as const)
          expect(parse(`key: ${yamlText(text)}\n`, { version })).toEqual({ key: text });
      }),
    );
  });
});

test("nginx and Traefik know this instance's port and the registry's host, without its port", () => {
  const change = { port: 8443, registryHost: "registry.acme.test:5000" };
  const nginx = textOf("nginx.conf", change);
  expect(nginx).toContain("server 127.0.0.1:8443;");
  expect(nginx).toContain("server_name registry.acme.test;");
  const { http } = parse(textOf("traefik.yml", change));
  expect(http.middlewares.robot.forwardAuth.address).toBe("http://127.0.0.1:8443/service/authorize");
  expect(http.routers.registry.rule).toBe("Host(`registry.acme.test`) && PathPrefix(`/v2/`)");
  expect(http.services.purser.loadBalancer.servers).toEqual([{ url: "http://127.0.0.1:8443" }]);
});

test("a guide says what the settings do not fit", () => {
  const noteOf = (id: string, change: Partial<ConnectFacts> = {}) =>
    connectGuides({ ...facts, ...change }).find((guide) => guide.id === id)?.note;
  expect(noteOf("chartmuseum")).toContain("TOKEN_ALGORITHM=RS256");
  expect(noteOf("chartmuseum", { algorithm: "RS256" })).toBeUndefined();
  expect(noteOf("nginx")).toContain("http://localhost:3000");
  const onOneHost = { publicUrl: "https://registry.acme.test:5000", registryHost: "registry.acme.test:5000" };
  expect(noteOf("nginx", onOneHost)).toBeUndefined();
  expect(noteOf("distribution-2")).toBeUndefined();
});
