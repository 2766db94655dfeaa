import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { loginSnippets } from "../../lib/snippets/snippets";
import { HOSTILE_SECRETS } from "../../testing/hostile-robots";
import { startHtpasswdRegistry } from "./htpasswd";

const PREFIXES = ["robot_", "robot$", "it's-", "`id`$(id)", '"\\n%s', "!!", "-u{}[]&;|<>*?~=^,@/", "ä€😀_"];
const LOGINS = HOSTILE_SECRETS.map((secret, index) => ({
  loginName: `${PREFIXES[index % PREFIXES.length]}docs+ci-${index}`,
  secret,
}));
type Login = (typeof LOGINS)[number];

let registry: Awaited<ReturnType<typeof startHtpasswdRegistry>>;
let image = "";
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  registry = await startHtpasswdRegistry(LOGINS);
  image = join(registry.folder, "image");
  writeImage(image);
  const registries = join(registry.folder, "registries.conf");
  writeFileSync(registries, `[[registry]]\nlocation = "${registry.host}"\ninsecure = true\n`);
  environment = {
    NODE_ENV: "test",
    PATH: process.env.PATH,
    HOME: registry.folder,
    LANG: "C.UTF-8",
    CONTAINERS_REGISTRIES_CONF: registries,
    DOCKER_CONFIG: join(registry.folder, "docker"),
    // The client logs in by itself if no daemon responds.
    DOCKER_HOST: `unix://${join(registry.folder, "no-daemon")}`,
    REGISTRY_AUTH_FILE: join(registry.folder, "auth.json"),
  };
}, 60_000);

afterAll(() => registry?.stop());

/** The smallest possible image, as skopeo's `dir:` stores it. */
function writeImage(folder: string): void {
  const config = '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}';
  const hex = createHash("sha256").update(config).digest("hex");
  const mediaType = "application/vnd.oci.image.config.v1+json";
  mkdirSync(folder);
  writeFileSync(join(folder, "version"), "Directory Transport Version: 1.1\n");
  writeFileSync(join(folder, hex), config);
  writeFileSync(
    join(folder, "manifest.json"),
    JSON.stringify({
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      config: { mediaType, digest: `sha256:${hex}`, size: config.length },
      layers: [],
    }),
  );
}

function code(login: Login, tool: string, id: string): string {
  const tools = loginSnippets({ ...login, registryHost: registry.host, robotId: 7, project: "docs" });
  const found = tools.find((one) => one.id === tool)?.snippets.find((snippet) => snippet.id === id);
  if (!found) throw new Error(`There is no ${tool}/${id}.`);
  return found.code;
}

/** Pushes and reads an image with an auth file. */
function useWithSkopeo(config: string) {
  const file = join(registry.folder, "config.json");
  writeFileSync(file, config);
  const target = `docker://${registry.host}/docs/site:latest`;
  const options = { env: environment, encoding: "utf8" as const };
  const push = ["copy", "--authfile", file, "--dest-tls-verify=false", `dir:${image}`, target];
  const pushed = spawnSync("skopeo", ["--insecure-policy", ...push], options);
  const read = spawnSync("skopeo", ["inspect", "--raw", "--authfile", file, "--tls-verify=false", target], options);
  return { pushed: pushed.stderr.replace(/^Writing.*|^Copying.*|^Getting.*|^Storing.*/gm, "").trim(), read };
}

function paste(shell: string, line: string): string {
  const done = spawnSync(shell, ["-c", line], { env: environment, encoding: "utf8" });
  return done.status === 0 ? done.stdout : done.stderr;
}

const stored = (path: string): { auths: Record<string, { auth: string }> } =>
  JSON.parse(readFileSync(join(registry.folder, path), "utf8"));
const basic = ({ loginName, secret }: Login) => Buffer.from(`${loginName}:${secret}`).toString("base64");

describe.each(LOGINS)("as $loginName with $secret", (login) => {
  test("skopeo pushes and pulls with config.json", () => {
    const { pushed, read } = useWithSkopeo(code(login, "config", "file"));
    expect(pushed).toBe("");
    expect(JSON.parse(read.stdout).schemaVersion).toBe(2);
  });

  test("skopeo pushes and pulls with the payload of the Kubernetes secret", () => {
    const manifest = parse(code(login, "kubernetes", "manifest"));
    const { pushed, read } = useWithSkopeo(Buffer.from(manifest.data[".dockerconfigjson"], "base64").toString("utf8"));
    expect(pushed).toBe("");
    expect(read.status).toBe(0);
  });

  test("docker logs in with the command pasted into bash", () => {
    const output = paste("bash", code(login, "docker", "login"));
    expect(output).toContain("Login Succeeded");
    expect(stored("docker/config.json").auths[registry.host]?.auth).toBe(basic(login));
  });

  test("podman logs in with the command pasted into sh", () => {
    const output = paste("sh", code(login, "podman", "login"));
    expect(output).toContain("Login Succeeded");
    expect(stored("auth.json").auths[registry.host]?.auth).toBe(basic(login));
  });
});

test("another robot's secret is refused, so the registry really checks", () => {
  const [one, other] = LOGINS;
  if (!one || !other) throw new Error("There are too few logins.");
  const { pushed, read } = useWithSkopeo(code({ ...one, secret: other.secret }, "config", "file"));
  expect(pushed).toMatch(/unauthorized|authentication required/);
  expect(read.status).not.toBe(0);
});
