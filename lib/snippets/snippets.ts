import type { Patterns } from "@/lib/access/repositories";
import { asciiJson, shellWord } from "@/lib/quoting";
import { askForSecret, HOST_PLACEHOLDER, type LoginFacts, type Snippet, type ToolSnippets } from "@/lib/snippet";
import { dockerAuth, dockerConfig } from "./docker-config";
import { githubSnippets, gitlabSnippets } from "./snippets-ci";
import { containerdSnippets, kubernetesSnippets } from "./snippets-cluster";

export type SnippetFacts = {
  loginName: string;
  secret: string | null;
  /** REGISTRY_HOST; a placeholder replaces null. */
  registryHost: string | null;
  robotId: number;
  /** Null for a system robot. */
  project: string | null;
  /** What limits it to some repositories of the project; omitted for all. */
  repositories?: Patterns;
};

/** How to log in with a robot in each tool, quoted correctly for any name and secret. */
export function loginSnippets({ registryHost, project, repositories, ...robot }: SnippetFacts): ToolSnippets[] {
  const host = registryHost ?? HOST_PLACEHOLDER;
  const facts: LoginFacts = {
    ...robot,
    host,
    image: `${host}/${project ?? "PROJECT"}/${exampleRepository(repositories)}:TAG`,
  };
  return [
    { id: "docker", label: "Docker", snippets: commandSnippets(facts, "docker login") },
    { id: "podman", label: "Podman", snippets: commandSnippets(facts, "podman login") },
    { id: "kubernetes", label: "Kubernetes", snippets: kubernetesSnippets(facts) },
    { id: "config", label: "config.json", snippets: configSnippets(facts) },
    { id: "helm", label: "Helm", snippets: commandSnippets(facts, "helm registry login") },
    { id: "containerd", label: "containerd", snippets: containerdSnippets(facts) },
    { id: "github", label: "GitHub Actions", snippets: githubSnippets(facts) },
    { id: "gitlab", label: "GitLab CI", snippets: gitlabSnippets(facts) },
  ];
}

/** A repository that the robot reaches. */
const exampleRepository = (patterns: Patterns | undefined) => patterns?.[0]?.replace("*", "REPOSITORY") ?? "REPOSITORY";

function commandSnippets({ loginName, secret, host }: LoginFacts, command: string): Snippet[] {
  const name = shellWord(loginName);
  const registry = shellWord(host);
  const fromInput = `${command} -u ${name} --password-stdin ${registry}`;
  const asking: Snippet = {
    id: "ask",
    title: "At a keyboard",
    hint: "Prompts for the secret, so it stays out of your shell history.",
    code: `${command} -u ${name} ${registry}`,
  };
  if (secret === null)
    return [
      asking,
      {
        id: "script",
        title: "In a script",
        hint: "First set the variable ROBOT_SECRET from wherever your scripts get their secrets.",
        code: `printf %s "$ROBOT_SECRET" | ${fromInput}`,
      },
    ];
  return [
    {
      id: "login",
      title: "Log in now",
      hint: "For bash, zsh and sh. The secret doesn’t appear in the process list, but this line stays in your shell history.",
      code: `printf %s ${shellWord(secret)} | ${fromInput}`,
      holdsSecret: true,
    },
    asking,
  ];
}

const CONFIG_PLACES =
  "Save it as ~/.docker/config.json for Docker or auth.json for Podman, Skopeo and Buildah, readable by its owner only. If the file exists, add this entry to its auths.";

function configSnippets(facts: LoginFacts): Snippet[] {
  const { loginName, secret, host } = facts;
  if (secret === null)
    return [
      {
        id: "make",
        title: "Make config.json",
        hint: `Prompts for the secret and prints the file. ${CONFIG_PLACES}`,
        code: askForSecret(facts),
      },
      {
        id: "file",
        title: "How the file looks",
        hint: "Replace the placeholder in capitals with login name, colon and secret, encoded in base64.",
        code: asciiJson(dockerConfig(host, "BASE64_OF_NAME_COLON_SECRET"), 2),
        unfinished: true,
      },
    ];
  return [
    {
      id: "file",
      title: "config.json",
      hint: CONFIG_PLACES,
      code: `${asciiJson(dockerConfig(host, dockerAuth(loginName, secret)), 2)}\n`,
      file: "config.json",
      holdsSecret: true,
    },
  ];
}
