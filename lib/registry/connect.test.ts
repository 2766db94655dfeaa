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
  nextAlgorithm: null,
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

describe("settings with any value are where the registry reads them", () => {
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
    const rotating = parse(textOf("distribution-3.yml", { nextAlgorithm: "RS256" })).auth.token;
    expect(rotating.signingalgorithms).toEqual(["ES256", "RS256"]);
    const same = parse(textOf("distribution-3.yml", { nextAlgorithm: "ES256" })).auth.token;
    expect(same.signingalgorithms).toEqual(["ES256"]);
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

test("every proxy forwards Content-Type for the check and has no short timeout for uploads", () => {
  const { entryPoints } = parse(textOf("traefik-static.yml"));
  expect(entryPoints.registry.transport.respondingTimeouts.readTimeout).toBe(0);
  const { http } = parse(textOf("traefik.yml"));
  expect(http.middlewares.robot.forwardAuth).not.toHaveProperty("authRequestHeaders");
  const [listener] = parse(textOf("envoy.yml", { port: 8443 })).static_resources.listeners;
  const manager = listener.filter_chains[0].filters[0].typed_config;
  const [authz, router] = manager.http_filters;
  expect([authz.name, router.name]).toEqual(["envoy.filters.http.ext_authz", "envoy.filters.http.router"]);
  const { allowed_headers, http_service, failure_mode_allow } = authz.typed_config;
  expect(allowed_headers.patterns).toContainEqual({ exact: "content-type" });
  expect(http_service.path_prefix).toBe("/service/authorize-with-content-type");
  expect(http_service.server_uri.uri).toBe("http://127.0.0.1:8443");
  expect(failure_mode_allow).toBe(false);
  const [{ routes }] = manager.route_config.virtual_hosts;
  const unchecked = routes.filter((route: object) => "typed_per_filter_config" in route);
  expect(unchecked.map(({ match }: { match: object }) => match)).toEqual([
    { path: "/service/token" },
    { path: "/.well-known/jwks.json" },
  ]);
  expect(routes.at(-1)).toEqual({ match: { prefix: "/v2/" }, route: { cluster: "registry", timeout: "0s" } });
  expect(textOf("nginx.conf")).not.toMatch(/^\s*proxy_pass_request_headers/m);
});

test("a guide warns about settings that don't match", () => {
  const noteOf = (id: string, change: Partial<ConnectFacts> = {}) =>
    connectGuides({ ...facts, ...change }).find((guide) => guide.id === id)?.note;
  expect(noteOf("chartmuseum")).toContain("TOKEN_ALGORITHM=RS256");
  expect(noteOf("chartmuseum", { nextAlgorithm: "RS256" })).toContain("The next key is RSA");
  expect(noteOf("chartmuseum", { algorithm: "RS256" })).toBeUndefined();
  expect(noteOf("nginx")).toContain("http://localhost:3000");
  const onOneHost = { publicUrl: "https://registry.acme.test:5000", registryHost: "registry.acme.test:5000" };
  for (const id of ["one-host", "nginx", "traefik", "envoy"]) {
    expect(noteOf(id, onOneHost)).toBeUndefined();
    expect(noteOf(id, { ...onOneHost, registryHost: "registry.acme.test" })).toContain("PUBLIC_URL");
  }
  expect(noteOf("distribution-2")).toBeUndefined();
});
