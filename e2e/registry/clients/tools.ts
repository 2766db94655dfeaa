import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Credentials } from "../token-client";
import { type Daemons, startDaemons } from "./daemons";
import { type RunResult, run, runOrFail } from "./programs";
import { archive, writeTinyImage } from "./tiny-image";

/** A client that people push and pull with. Each robot's credentials are kept in a separate file. */
export type Client = {
  logIn: (robot: Credentials) => Promise<RunResult>;
  /** Pushes the tiny image under this name. */
  push: (image: string, robot: Credentials) => Promise<RunResult>;
  /** Removes the image and pulls it. Fails if it isn't there afterwards. */
  pull: (image: string, robot: Credentials) => Promise<RunResult>;
};

/** Where the clients of one test file keep their data. */
export type ClientSetup = {
  folder: string;
  /** The tiny image as an OCI layout with the tag `1`. */
  layout: string;
  rootfs: string;
  daemons: Daemons;
  /** Environment of podman, buildah and skopeo. */
  containers: Record<string, string>;
  policy: string;
  close: () => Promise<void>;
};

const CONTAINERS_CONF = (folder: string) => `[engine]
lock_type = "file"
events_logger = "none"
cgroup_manager = "cgroupfs"
tmp_dir = "${folder}/engine"
static_dir = "${folder}/static"
volume_path = "${folder}/volumes"
[network]
network_config_dir = "${folder}/networks"
`;
const STORAGE_CONF = (folder: string) => `[storage]
driver = "vfs"
graphroot = "${folder}/graph"
runroot = "${folder}/run"
`;

async function writeContainersSettings(folder: string): Promise<Record<string, string>> {
  const files = {
    CONTAINERS_CONF: CONTAINERS_CONF(folder),
    CONTAINERS_STORAGE_CONF: STORAGE_CONF(folder),
    CONTAINERS_REGISTRIES_CONF: "unqualified-search-registries = []\n",
  };
  const env: Record<string, string> = { HOME: folder, TMPDIR: folder, XDG_RUNTIME_DIR: folder };
  await mkdir(folder);
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    await writeFile(file, content);
    env[name] = file;
  }
  return env;
}

/** Creates the tiny image and starts the daemons in one temporary folder. */
export async function openClientSetup(): Promise<ClientSetup> {
  const folder = await mkdtemp(join(tmpdir(), "purser-clients-"));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    const policy = join(folder, "policy.json");
    await writeFile(policy, JSON.stringify({ default: [{ type: "insecureAcceptAnything" }] }));
    const image = await writeTinyImage(folder);
    const containers = await writeContainersSettings(join(folder, "containers"));
    const daemons = await startDaemons(folder);
    const close = async () => {
      await daemons.stop();
      await remove();
    };
    return { folder, ...image, containers, policy, daemons, close };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Where a robot's credentials are kept, so that one robot's login can't serve another. */
const credentialsOf = (setup: ClientSetup, client: string, robot: Credentials) =>
  join(setup.folder, client, robot.loginName.replaceAll("/", "_"));

const PLAIN = ["--src-tls-verify=false", "--dest-tls-verify=false"];
const passwordFor = (robot: Credentials) => ["--username", robot.loginName, "--password-stdin"];

export function docker(setup: ClientSetup, host: string): Client {
  const envOf = (robot: Credentials) => ({
    HOME: setup.folder,
    DOCKER_HOST: setup.daemons.dockerHost,
    DOCKER_CONFIG: credentialsOf(setup, "docker-config", robot),
  });
  return {
    logIn: (robot) => run("docker", ["login", ...passwordFor(robot), host], { env: envOf(robot), input: robot.secret }),
    push: async (image, robot) => {
      const env = envOf(robot);
      await runOrFail("docker", ["import", setup.rootfs, image], { env });
      return run("docker", ["push", image], { env });
    },
    pull: async (image, robot) => {
      const env = envOf(robot);
      await run("docker", ["rmi", "--force", image], { env });
      const pulled = await run("docker", ["pull", image], { env });
      return pulled.code === 0 ? run("docker", ["image", "inspect", image], { env }) : pulled;
    },
  };
}

/** Shared by podman, buildah and skopeo. */
function containersTool(setup: ClientSetup, host: string, command: string) {
  const env = setup.containers;
  const auth = (robot: Credentials) => ["--authfile", `${credentialsOf(setup, command, robot)}.json`];
  const logIn = async (robot: Credentials) => {
    await mkdir(join(setup.folder, command), { recursive: true });
    const flags = ["--tls-verify=false", ...auth(robot), ...passwordFor(robot)];
    return run(command, ["login", ...flags, host], { env, input: robot.secret });
  };
  const flags = (robot: Credentials) => ["--tls-verify=false", "--signature-policy", setup.policy, ...auth(robot)];
  return { env, auth, logIn, flags };
}

export function podman(setup: ClientSetup, host: string): Client {
  const { env, logIn, flags } = containersTool(setup, host, "podman");
  return {
    logIn,
    push: async (image, robot) => {
      await runOrFail("podman", ["import", setup.rootfs, image], { env });
      return run("podman", ["push", ...flags(robot), image], { env });
    },
    pull: async (image, robot) => {
      await run("podman", ["rmi", "--force", image], { env });
      const pulled = await run("podman", ["pull", ...flags(robot), image], { env });
      return pulled.code === 0 ? run("podman", ["image", "exists", image], { env }) : pulled;
    },
  };
}

export function buildah(setup: ClientSetup, host: string): Client {
  const { env, logIn, flags } = containersTool(setup, host, "buildah");
  return {
    logIn,
    push: async (image, robot) => {
      const container = (await runOrFail("buildah", ["from", "scratch"], { env })).trim();
      await runOrFail("buildah", ["add", "--quiet", container, setup.rootfs, "/"], { env });
      await runOrFail("buildah", ["commit", "--rm", "--signature-policy", setup.policy, container, image], { env });
      return run("buildah", ["push", ...flags(robot), image], { env });
    },
    pull: async (image, robot) => {
      await run("buildah", ["rmi", "--force", image], { env });
      const pulled = await run("buildah", ["pull", ...flags(robot), image], { env });
      return pulled.code === 0 ? run("buildah", ["inspect", "--type", "image", image], { env }) : pulled;
    },
  };
}

export function skopeo(setup: ClientSetup, host: string): Client & Record<"remove", Client["pull"]> {
  const { env, auth, logIn } = containersTool(setup, host, "skopeo");
  const copy = (from: string, to: string, robot: Credentials) =>
    run("skopeo", [...["--policy", setup.policy, "copy", ...auth(robot)], ...PLAIN, from, to], { env });
  return {
    logIn,
    push: (image, robot) => copy(`oci:${setup.layout}:1`, `docker://${image}`, robot),
    pull: async (image, robot) => {
      const folder = await mkdtemp(join(setup.folder, "pulled-"));
      return copy(`docker://${image}`, `dir:${folder}`, robot);
    },
    remove: (image, robot) =>
      run("skopeo", ["delete", "--tls-verify=false", ...auth(robot), `docker://${image}`], { env }),
  };
}

/** containerd's own client, which has no login because it keeps no credentials. */
export function ctr(setup: ClientSetup): Pick<Client, "push" | "pull"> {
  const env = { HOME: setup.folder };
  const images = (...args: string[]) => [
    "--address",
    setup.daemons.containerd,
    "--namespace",
    "purser",
    "images",
    ...args,
  ];
  const access = ({ loginName, secret }: Credentials) => ["--plain-http", "--user", `${loginName}:${secret}`];
  return {
    push: async (image, robot) => {
      const file = await archive(setup.layout, join(setup.folder, "layout.tar"));
      const tiny = "purser.test/tiny";
      await runOrFail("ctr", images("import", "--snapshotter", "native", "--base-name", tiny, file), { env });
      return run("ctr", images("push", ...access(robot), image, `${tiny}:1`), { env });
    },
    pull: async (image, robot) => {
      await run("ctr", images("rm", "--sync", image), { env });
      return run("ctr", images("pull", "--snapshotter", "native", ...access(robot), image), { env });
    },
  };
}
