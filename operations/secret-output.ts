import { closeSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { asciiJson, shellWord } from "@/lib/quoting";
import { dockerAuth, dockerConfig } from "@/lib/snippets/docker-config";
import { kubernetesSnippets } from "@/lib/snippets/snippets-cluster";
import { StartError } from "@/lib/start-error";
import { type Connection, RequestFailed } from "@/operations/connection";
import { asText, type SecretFormat } from "@/operations/output";

/** A robot account's new secret, with what the API tells beside it. */
export type NewSecret = { id: number; name: string; secret: string; expires_at: number };

/** @param host the registry's; read before a secret is made, so that none is lost if that fails */
function secretText(format: SecretFormat, { id, ...made }: NewSecret, host: string): string {
  const { name, secret } = made;
  if (format === "env") return `REGISTRY_USERNAME=${shellWord(name)}\nREGISTRY_PASSWORD=${shellWord(secret)}\n`;
  if (format === "dockerconfig") return `${asciiJson(dockerConfig(host, dockerAuth(name, secret)))}\n`;
  if (format === "k8s-secret") return pullSecret({ loginName: name, robotId: id, secret, host });
  return asText(format, { id, ...made }, () => [
    ["NAME", "SECRET"],
    [name, secret],
  ]);
}

function pullSecret(facts: { loginName: string; robotId: number; secret: string; host: string }): string {
  const [manifest] = kubernetesSnippets({ ...facts, image: "" });
  return manifest?.code ?? "";
}

async function registryHost(connection: Connection): Promise<string> {
  const { body } = await connection.send("GET", "/systeminfo");
  return (body as { registry_url: string }).registry_url;
}

/** The default file of a robot account's secret. Names from other registries may contain anything. */
export function secretFile(robotName: string): string {
  return `${robotName.replace(/[^A-Za-z0-9._+$-]/g, "_").replace(/^\.+/, "")}.secret`;
}

/** Without an answer, nobody knows whether a secret was made. @param next what to do about it */
export function maybeMade(error: unknown, next: string): unknown {
  if (error instanceof RequestFailed || !(error instanceof StartError)) return error;
  return new StartError(
    `${error.message}\nIt may have been done all the same, and nobody has the new secret then: ${next}`,
  );
}

/** A file that is there before the secret is, so that a secret that can't be stored is never made. */
export type Reserved = { path: string; write(text: string): void; drop(): void };

/** @throws StartError if the file exists or can't be created */
export function reserveFile(name: string): Reserved {
  const path = resolve(name);
  const file = open(path);
  return {
    path,
    write(text) {
      writeSync(file, text);
      fsyncSync(file);
      closeSync(file);
    },
    drop() {
      closeSync(file);
      rmSync(path, { force: true });
    },
  };
}

function open(path: string): number {
  try {
    return openSync(path, "wx", 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST")
      throw new StartError(`${path} exists: name another file with --secret-file, or print with -o.`);
    throw new StartError(`${path} can’t be written (${code}): name another file with --secret-file, or print with -o.`);
  }
}

/** `next`: what to do if no answer tells whether the secret was made. */
type Target = { format: SecretFormat | null; file: string; next: string };

/**
 * Makes a secret and hands it over: to standard output with -o, else to a file that only its owner can read.
 */
export async function handOver(
  connection: Connection,
  { format, file, next }: Target,
  request: () => Promise<NewSecret>,
): Promise<void> {
  const make = () =>
    request().catch((error: unknown) => {
      throw maybeMade(error, next);
    });
  if (format) {
    const host = /^(dockerconfig|k8s)/.test(format) ? await registryHost(connection) : "";
    process.stdout.write(secretText(format, await make(), host));
    return;
  }
  const reserved = reserveFile(file);
  try {
    const made = await make();
    reserved.write(`${made.secret}\n`);
    console.log(`${made.name}: its secret is in ${reserved.path}`);
  } catch (error) {
    reserved.drop();
    throw error;
  }
}
