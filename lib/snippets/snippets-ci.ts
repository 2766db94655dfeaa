import { asciiJson, shellWord } from "@/lib/quoting";
import { askForSecret, type LoginFacts, type Snippet } from "@/lib/snippet";
import { dockerAuth, dockerConfig } from "./docker-config";

/** The login name goes into a variable, because in the text of a workflow it could be read as an expression. */
export function githubSnippets({ loginName, secret, host }: LoginFacts): Snippet[] {
  const setSecret = "gh secret set REGISTRY_PASSWORD";
  return [
    {
      id: "values",
      title: "Variable and secret",
      hint: `Or manually in the repository’s Settings → Secrets and variables → Actions.${secret === null ? " The second line prompts for the secret." : ""}`,
      code: [
        `gh variable set REGISTRY_USERNAME --body ${shellWord(loginName)}`,
        secret === null ? setSecret : `printf %s ${shellWord(secret)} | ${setSecret}`,
      ].join("\n"),
      holdsSecret: secret !== null,
    },
    {
      id: "step",
      title: "Step",
      hint: "Add it to a job, before the steps that pull or push.",
      code: [
        "- name: Log in to the registry",
        "  uses: docker/login-action@v4",
        "  with:",
        `    registry: ${JSON.stringify(host)}`,
        `    username: \${{ vars.REGISTRY_USERNAME }}`,
        `    password: \${{ secrets.REGISTRY_PASSWORD }}`,
        "",
      ].join("\n"),
    },
  ];
}

const VARIABLE_PLACE =
  "Save it as a variable DOCKER_AUTH_CONFIG in Settings → CI/CD → Variables: masked, with “Expand variable reference” off.";

/** A variable that runners pull images with, and a job that also pushes with it. */
export function gitlabSnippets(facts: LoginFacts): Snippet[] {
  const { loginName, secret, host, image } = facts;
  const variable = { id: "variable", title: "DOCKER_AUTH_CONFIG" };
  return [
    secret === null
      ? {
          ...variable,
          hint: `Prompts for the secret and prints the value. ${VARIABLE_PLACE}`,
          code: askForSecret(facts),
        }
      : {
          ...variable,
          hint: VARIABLE_PLACE,
          code: asciiJson(dockerConfig(host, dockerAuth(loginName, secret))),
          holdsSecret: true,
        },
    {
      id: "job",
      title: "Job",
      hint: "For .gitlab-ci.yml. Runners pull private images with the variable alone; the first line lets Docker use it too.",
      code: [
        "build:",
        "  image: docker:cli",
        "  services:",
        "    - docker:dind",
        "  before_script:",
        `    - mkdir -p "$HOME/.docker" && printf %s "$DOCKER_AUTH_CONFIG" > "$HOME/.docker/config.json"`,
        "  script:",
        `    - docker build -t ${JSON.stringify(image)} .`,
        `    - docker push ${JSON.stringify(image)}`,
        "",
      ].join("\n"),
    },
  ];
}
