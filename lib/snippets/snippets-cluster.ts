import { asciiJson, base64Text, shellWord, tomlString } from "@/lib/quoting";
import { askForSecret, type LoginFacts, SECRET_PLACEHOLDER, type Snippet } from "@/lib/snippet";
import { dockerAuth, dockerConfig, pullSecretName } from "./docker-config";

const BACKSLASHES = 'In a secret that you set manually, put a backslash before each " and \\.';

export function kubernetesSnippets(facts: LoginFacts): Snippet[] {
  const name = pullSecretName(facts.loginName, facts.robotId);
  const manifest = pullSecretManifest(facts, name);
  const command = pullSecretCommand(facts, name);
  const pod: Snippet = {
    id: "pod",
    title: "Use it in a pod",
    hint: "Add it to the pod’s spec, or to a service account for all of its pods.",
    code: `imagePullSecrets:\n  - name: ${name}\n`,
  };
  return facts.secret === null ? [command, manifest, pod] : [manifest, command, pod];
}

function pullSecretManifest({ loginName, secret, host }: LoginFacts, name: string): Snippet {
  const apply = `Then run kubectl apply --server-side -f ${name}.yaml, with -n for the pods’ namespace.`;
  const head = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\ntype: kubernetes.io/dockerconfigjson\n`;
  const shared = { id: "manifest", title: "imagePullSecret", file: `${name}.yaml` };
  if (secret === null) {
    const entry = { auths: { [host]: { username: loginName, password: SECRET_PLACEHOLDER } } };
    return {
      ...shared,
      hint: `Replace the placeholder in capitals with the secret. ${BACKSLASHES} ${apply}`,
      code: `${head}stringData:\n  .dockerconfigjson: |\n    ${asciiJson(entry)}\n`,
      unfinished: true,
    };
  }
  const config = asciiJson(dockerConfig(host, dockerAuth(loginName, secret)));
  const data = `data:\n  .dockerconfigjson: ${base64Text(config)}\n`;
  return { ...shared, hint: apply, code: head + data, holdsSecret: true };
}

/** Creates or replaces the secret. The file is passed on standard input, never as an argument. */
function pullSecretCommand(facts: LoginFacts, name: string): Snippet {
  const { loginName, secret, host } = facts;
  const create = `kubectl create secret generic ${name} --type=kubernetes.io/dockerconfigjson`;
  const steps = [`${create} --from-file=.dockerconfigjson=/dev/stdin --dry-run=client -o yaml`];
  steps.push("kubectl apply --server-side -f -");
  const shared = { id: "kubectl", title: "With kubectl" };
  if (secret === null)
    return {
      ...shared,
      hint: "Prompts for the secret, so it stays out of your shell history. Run it again after each refresh to replace the old one.",
      code: askForSecret(facts, ` |\n    ${steps.join(" |\n    ")}`),
    };
  const config = asciiJson(dockerConfig(host, dockerAuth(loginName, secret)));
  return {
    ...shared,
    hint: "Creates or replaces it. This line stays in your shell history; saving the manifest above avoids that.",
    code: `printf %s ${shellWord(config)} |\n  ${steps.join(" |\n  ")}`,
    holdsSecret: true,
  };
}

export function containerdSnippets(facts: LoginFacts): Snippet[] {
  const { loginName, host, image } = facts;
  const address = tomlString(`https://${host}`);
  return [
    {
      id: "hosts",
      title: "hosts.toml",
      hint: `Save it as /etc/containerd/certs.d/${host}/hosts.toml. Credentials don’t belong in this file.`,
      code: `server = ${address}\n\n[host.${address}]\n  capabilities = ["pull", "resolve"]\n`,
      file: "hosts.toml",
    },
    registryConfig(facts, { id: "config3", version: 3, plugin: "io.containerd.cri.v1.images", since: "2.0 and later" }),
    registryConfig(facts, { id: "config2", version: 2, plugin: "io.containerd.grpc.v1.cri", since: "1.5 to 1.7" }),
    {
      id: "ctr",
      title: "Pull with ctr",
      hint: "Prompts for the secret.",
      code: `ctr images pull --hosts-dir /etc/containerd/certs.d --user ${shellWord(loginName)} ${shellWord(image)}`,
    },
  ];
}

type ConfigFormat = { id: string; version: number; plugin: string; since: string };

function registryConfig({ loginName, secret, host }: LoginFacts, format: ConfigFormat): Snippet {
  const table = `plugins.${tomlString(format.plugin)}.registry`;
  const code = [
    `version = ${format.version}`,
    "",
    `[${table}]`,
    '  config_path = "/etc/containerd/certs.d"',
    "",
    `[${table}.configs.${tomlString(host)}.auth]`,
    `  username = ${tomlString(loginName)}`,
    `  password = ${tomlString(secret ?? SECRET_PLACEHOLDER)}`,
    "",
  ].join("\n");
  const merge = "Merge it into /etc/containerd/config.toml, readable by root only, and restart containerd.";
  const kubernetes = "In Kubernetes, prefer an imagePullSecret: containerd calls passwords in this file deprecated.";
  return {
    id: format.id,
    title: `config.toml of containerd ${format.since}`,
    hint: secret === null ? `${merge} ${BACKSLASHES} ${kubernetes}` : `${merge} ${kubernetes}`,
    code,
    file: "config.toml",
    unfinished: secret === null,
    holdsSecret: secret !== null,
  };
}
