import { asciiJson, shellWord } from "@/lib/quoting";
import { askForSecret, HOST_PLACEHOLDER, type LoginFacts, type Snippet, type ToolSnippets } from "@/lib/snippet";
import { dockerAuth, dockerConfig } from "./docker-config";
import { githubSnippets, gitlabSnippets } from "./snippets-ci";
import { containerdSnippets, kubernetesSnippets } from "./snippets-cluster";

/** What is known of a robot where its login is explained. */
export type SnippetFacts = {
  loginName: string;
  secret: string | null;
  /** The instance's setting; null: a placeholder stands in for it. */
  registryHost: string | null;
  robotId: number;
  /** The robot's project; null for a system robot, which has no one project. */
  project: string | null;
};

/** How to log in with a robot, tool by tool: texts to paste and files to save, right for every name and secret. */
export function loginSnippets({ registryHost, project, ...robot }: SnippetFacts): ToolSnippets[] {
  const host = registryHost ?? HOST_PLACEHOLDER;
  const facts: LoginFacts = { ...robot, host, image: `${host}/${project ?? "PROJECT"}/REPOSITORY:TAG` };
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
        hint: "Set the variable ROBOT_SECRET first, from wherever your scripts get their secrets.",
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
        hint: "Replace the capitals with the base64 of login name, colon and secret.",
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
