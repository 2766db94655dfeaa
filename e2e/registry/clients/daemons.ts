import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endProcess } from "../distribution";
import { PATH, run } from "./programs";

const START_LIMIT_MS = 60_000;

/** A Docker daemon and its containerd. */
export type Daemons = {
  /** For `DOCKER_HOST`. */
  dockerHost: string;
  /** The socket for `ctr --address`. */
  containerd: string;
  stop: () => Promise<void>;
};

/** Uses no kernel feature that a container on a build machine lacks: layers are copied, not overlaid. */
const containerdConfig = (folder: string) => `version = 2
root = "${folder}/root"
state = "${folder}/state"
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
[grpc]
  address = "${folder}/containerd.sock"
[ttrpc]
  address = "${folder}/ttrpc.sock"
`;

/** Starts a program and waits until `isReady`. @throws Error with its log if it exits first or takes too long */
async function start(command: string, args: string[], folder: string, isReady: () => Promise<boolean>) {
  const env = { NODE_ENV: "test" as const, PATH, HOME: folder, TMPDIR: folder };
  const child = spawn(command, args, { env, cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  let fault: Error | undefined;
  child.once("error", (error) => {
    fault = error;
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => (text = (text + chunk).slice(-9_000)));
  for (const limit = Date.now() + START_LIMIT_MS; Date.now() < limit; await sleep(100)) {
    if (fault || child.exitCode !== null || child.signalCode !== null) break;
    if (await isReady()) return child;
  }
  await endProcess(child);
  throw new Error(`${command} did not start: ${fault?.message ?? ""}\n${text}`);
}

async function startContainerd(folder: string): Promise<ChildProcess> {
  await mkdir(folder);
  const config = join(folder, "config.toml");
  await writeFile(config, containerdConfig(folder));
  const socket = join(folder, "containerd.sock");
  const isReady = async () => (await run("ctr", ["--address", socket, "version"], { env: {} })).code === 0;
  return start("containerd", ["--config", config], folder, isReady);
}

async function startDockerd(folder: string, containerd: string): Promise<ChildProcess> {
  await mkdir(folder);
  const config = join(folder, "daemon.json");
  await writeFile(config, "{}");
  const host = `unix://${folder}/docker.sock`;
  const flags = {
    host,
    containerd,
    "config-file": config,
    "data-root": join(folder, "data"),
    "exec-root": join(folder, "exec"),
    pidfile: join(folder, "pid"),
    "storage-driver": "vfs",
    bridge: "none",
    iptables: "false",
    ip6tables: "false",
  };
  const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
  const isReady = async () => (await run("docker", ["--host", host, "version"], { env: { HOME: folder } })).code === 0;
  return start("dockerd", args, folder, isReady);
}

/** Starts both with all their data in `folder` and their own sockets, without networking or firewall rules. */
export async function startDaemons(folder: string): Promise<Daemons> {
  const below = join(folder, "containerd");
  const above = join(folder, "docker");
  const containerd = join(below, "containerd.sock");
  const first = await startContainerd(below);
  try {
    const second = await startDockerd(above, containerd);
    const stop = async () => {
      await endProcess(second);
      await endProcess(first);
    };
    return { dockerHost: `unix://${above}/docker.sock`, containerd, stop };
  } catch (error) {
    await endProcess(first);
    throw error;
  }
}
