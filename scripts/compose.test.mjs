import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readEnv } from "../lib/env";
import { SECRET_SETTINGS } from "../lib/secret-files";
import { root } from "./install.mjs";

const settings = new Set(
  readFileSync(join(root, "docs/configuration.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .flatMap((line) => line.split(" | ")[0]?.match(/[A-Z][A-Z0-9_]+/g) ?? []),
);

/**
 * @typedef {Record<string, any> & {environment?: Record<string, string>, volumes?: string[], secrets?: string[],
 *   networks: string[], tmpfs: string[], depends_on?: Record<string, {condition: string}>}} Service
 * @typedef {{services: Record<string, Service>, secrets: Record<string, {file: string}>, networks: object, volumes: object}} Compose
 * @param {string} file @returns {Compose}
 */
const load = (file) => parse(readFileSync(join(root, "deploy", file), "utf8"), { merge: true });

describe.each(["compose.yaml", "compose.postgres.yaml"])("%s", (file) => {
  const { services, secrets, networks, volumes } = load(file);
  const all = Object.entries(services);
  const purser = services.purser?.environment ?? {};

  test("runs each container read-only, without capabilities, with a health check", () => {
    for (const [name, service] of all)
      expect({ name, ...service }).toMatchObject({
        name,
        read_only: true,
        cap_drop: ["ALL"],
        security_opt: ["no-new-privileges:true"],
        restart: "unless-stopped",
        healthcheck: { test: expect.arrayContaining(["CMD"]) },
        tmpfs: expect.arrayContaining(["/tmp"]),
      });
    expect(all.filter(([, service]) => service.privileged || service.cap_add || service.network_mode)).toEqual([]);
  });

  test("sets only settings that exist, which Purser accepts", () => {
    const known = (/** @type {string} */ name) =>
      settings.has(name) || SECRET_SETTINGS.some((s) => `${s}_FILE` === name);
    expect(settings.size).toBeGreaterThan(20);
    expect(Object.keys(purser).filter((name) => !known(name))).toEqual([]);
    const plain = Object.entries(purser)
      .filter(([name]) => !name.endsWith("_FILE"))
      .map(([name, value]) => [name, value.replace(/^\$\{\w+:-(.*)\}$/, "$1")]);
    const env = readEnv({ ...Object.fromEntries(plain), AUTH_SECRET: "x".repeat(32) });
    expect(env).toMatchObject({ TRUST_PROXY: true, LISTEN_HOST: "0.0.0.0", PUBLIC_URL: "http://localhost:8080" });
  });

  test("takes each secret from a file, never from the environment", () => {
    const variables = all.flatMap(([, service]) => Object.keys(service.environment ?? {}));
    expect(variables.filter((name) => /SECRET|PASSWORD|TOKEN|DATABASE_URL/.test(name) && !/_FILE$/.test(name))).toEqual(
      [],
    );
    for (const [, { environment = {}, secrets: given = [] }] of all) {
      const paths = Object.entries(environment).filter(([name]) => name.endsWith("_FILE"));
      expect(paths.map(([, path]) => path).sort()).toEqual(given.map((name) => `/run/secrets/${name}`).sort());
      expect(given.filter((name) => !secrets[name])).toEqual([]);
    }
    const used = all.flatMap(([, service]) => service.secrets ?? []);
    expect(Object.keys(secrets).sort()).toEqual([...new Set(used)].sort());
    expect(readFileSync(join(root, ".gitignore"), "utf8").split("\n")).toContain("deploy/secrets/");
  });

  test("publishes nginx alone, and lets only nginx reach Purser and the registry", () => {
    expect(all.filter(([, service]) => service.ports).map(([name]) => name)).toEqual(["nginx"]);
    expect(services.nginx?.ports).toEqual([expect.stringMatching(/127\.0\.0\.1/)]);
    const on = (/** @type {string} */ network) =>
      all.filter(([, service]) => service.networks.includes(network)).map(([name]) => name);
    expect(on("purser").sort()).toEqual(["nginx", "purser"]);
    expect(on("registry").sort()).toEqual(["nginx", "registry"]);
    expect(Object.keys(networks).sort()).toEqual([...new Set(all.flatMap(([, s]) => s.networks))].sort());
    expect(all.filter(([, service]) => service.networks.length === 0)).toEqual([]);
  });

  test("starts each container once those it needs are healthy, and mounts only what exists", () => {
    for (const [, { depends_on = {} }] of all)
      for (const [name, { condition }] of Object.entries(depends_on))
        expect([condition, services[name]?.healthcheck]).toEqual(["service_healthy", expect.anything()]);
    const mounts = all.flatMap(([, service]) => service.volumes ?? []).map((mount) => mount.split(":"));
    const files = mounts.filter(([from = ""]) => from.startsWith("."));
    expect(files.filter(([from = "", , mode]) => mode !== "ro" || !existsSync(join(root, "deploy", from)))).toEqual([]);
    const named = mounts.map(([from = ""]) => from).filter((from) => !from.startsWith("."));
    expect(named.sort()).toEqual(Object.keys(volumes).sort());
  });

  test("gives no image without a version but the one that it builds", () => {
    const images = all.map(([, service]) => String(service.image));
    expect(images.filter((image) => !/:\d/.test(image))).toEqual([expect.stringContaining("PURSER_IMAGE:-purser")]);
    expect(existsSync(join(root, "deploy", services.purser?.build.context, "Dockerfile"))).toBe(true);
  });
});

test("both sets have the same registry and nginx", () => {
  const [sqlite, postgres] = [load("compose.yaml"), load("compose.postgres.yaml")];
  expect(postgres.services.registry).toEqual(sqlite.services.registry);
  expect(postgres.services.nginx).toEqual(sqlite.services.nginx);
  expect(sqlite.services.purser?.volumes).toEqual(["purser-data:/data"]);
  expect(postgres.services.purser?.volumes).toBeUndefined();
});
