import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hostileRobots, typeableRobots } from "@/testing/hostile-robots";
import { loginSnippets, type SnippetFacts } from "./snippets";

/** What a stub was called with; input only where the real program reads it. */
type Call = { args: string[]; input: string };

// A record is written in one piece: two programs of one pipe run at once.
const STUB = `#!/bin/sh
record="$CALLS.$$"
printf '%s\\0' "\${0##*/}" "$#" "$@" > "$record"
case "\${0##*/} $*" in
  *--password-stdin*|*kubectl\\ apply*|gh\\ secret*) cat >> "$record" ;;
  *kubectl\\ create*) tee -a "$record" ;;
esac
printf '\\0' >> "$record"
cat "$record" >> "$CALLS"
`;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "purser-snippets-"));
  for (const program of ["docker", "podman", "helm", "kubectl", "gh", "ctr"]) {
    writeFileSync(join(folder, program), STUB);
    chmodSync(join(folder, program), 0o755);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs texts one after the other in one shell, each as if pasted, and tells which programs they started with what. */
function run(
  shell: readonly string[],
  texts: string[],
  options: { input?: string; env?: Record<string, string> } = {},
) {
  const calls = join(folder, "calls");
  const script = join(folder, "script");
  writeFileSync(calls, "");
  writeFileSync(script, `${texts.join("\n")}\n`);
  const [file = "", ...args] = shell;
  const interactive = args.includes("-i");
  const output = execFileSync(file, interactive ? args : [...args, script], {
    env: {
      PATH: `${folder}:/usr/bin:/bin`,
      HOME: folder,
      CALLS: calls,
      HISTFILE: "",
      NODE_ENV: "test",
      ...options.env,
    },
    input: interactive ? readFileSync(script) : options.input,
    encoding: "utf8",
    stdio: ["pipe", "pipe", "ignore"],
  });
  return { output, calls: readCalls(readFileSync(calls, "utf8")) };
}

function readCalls(text: string): Call[] {
  const fields = text.split("\0");
  const calls: Call[] = [];
  for (let at = 0; at + 1 < fields.length; ) {
    const count = Number(fields[at + 1]);
    const args = [fields[at] ?? "", ...fields.slice(at + 2, at + 2 + count)];
    calls.push({ args, input: fields[at + 2 + count] ?? "" });
    at += 3 + count;
  }
  return calls;
}

function code(facts: SnippetFacts, tool: string, id: string): string {
  const found = loginSnippets(facts)
    .find((one) => one.id === tool)
    ?.snippets.find((snippet) => snippet.id === id);
  if (!found) throw new Error(`There is no ${tool}/${id}.`);
  return found.code;
}

/** Every run starts shells and stubs. */
const RUNS = 6;
const robots = fc.array(hostileRobots, { minLength: 1, maxLength: 10 });
const config = ({ loginName, secret, registryHost }: SnippetFacts) => ({
  auths: { [registryHost ?? ""]: { auth: Buffer.from(`${loginName}:${secret}`).toString("base64") } },
});
const LOGINS = [
  ["docker", ["docker", "login"]],
  ["podman", ["podman", "login"]],
  ["helm", ["helm", "registry", "login"]],
] as const;
const SHELLS = [{ shell: ["sh"] }, { shell: ["bash"] }, { shell: ["bash", "--posix"] }];

describe.each(SHELLS)("pasted into $shell", ({ shell }) => {
  it.each(LOGINS)("%s gets the name as one argument and the secret only on standard input", (tool, command) => {
    fc.assert(
      fc.property(robots, (all) => {
        const { calls } = run(
          shell,
          all.map((facts) => code(facts, tool, "login")),
        );
        expect(calls).toEqual(
          all.map(({ loginName, secret, registryHost }) => ({
            args: [...command, "-u", loginName, "--password-stdin", registryHost],
            input: secret,
          })),
        );
      }),
      { numRuns: RUNS },
    );
  });

  it.each(LOGINS)("without the secret, %s prompts for it or reads it from a variable", (tool, command) => {
    fc.assert(
      fc.property(hostileRobots, ({ secret, ...rest }) => {
        const facts = { ...rest, secret: null };
        const { loginName, registryHost } = facts;
        const texts = [code(facts, tool, "ask"), code(facts, tool, "script")];
        expect(run(shell, texts, { env: { ROBOT_SECRET: secret } }).calls).toEqual([
          { args: [...command, "-u", loginName, registryHost], input: "" },
          { args: [...command, "-u", loginName, "--password-stdin", registryHost], input: secret },
        ]);
      }),
      { numRuns: RUNS },
    );
  });

  it("kubectl creates the secret from standard input, with or without a prompt", () => {
    fc.assert(
      fc.property(hostileRobots, (facts) => {
        for (const secret of [facts.secret, null]) {
          const { calls } = run(shell, [code({ ...facts, secret }, "kubernetes", "kubectl")], {
            input: `${facts.secret}\n`,
          });
          const byVerb = new Map(calls.map((call) => [call.args[1], call]));
          expect(calls).toHaveLength(2);
          expect(JSON.parse(byVerb.get("create")?.input ?? "")).toEqual(config(facts));
          expect(byVerb.get("apply")?.input).toBe(byVerb.get("create")?.input);
          expect(JSON.stringify(calls.map(({ args }) => args))).not.toContain(
            JSON.stringify(facts.secret).slice(1, -1),
          );
        }
      }),
      { numRuns: RUNS },
    );
  });

  it.each([
    ["config", "make"],
    ["gitlab", "variable"],
  ])("%s prompts for the secret and prints the file", (tool, id) => {
    fc.assert(
      fc.property(hostileRobots, (facts) => {
        const asked = run(shell, [code({ ...facts, secret: null }, tool, id)], { input: `${facts.secret}\n` });
        expect(JSON.parse(asked.output)).toEqual(config(facts));
      }),
      { numRuns: RUNS },
    );
  });

  it("gh gets the name as a variable's value and the secret on standard input", () => {
    fc.assert(
      fc.property(robots, (all) => {
        const { calls } = run(
          shell,
          all.map((facts) => code(facts, "github", "values")),
        );
        expect(calls).toEqual(
          all.flatMap(({ loginName, secret }) => [
            { args: ["gh", "variable", "set", "REGISTRY_USERNAME", "--body", loginName], input: "" },
            { args: ["gh", "secret", "set", "REGISTRY_PASSWORD"], input: secret },
          ]),
        );
      }),
      { numRuns: RUNS },
    );
  });

  it("ctr gets only the name and prompts for the secret", () => {
    fc.assert(
      fc.property(robots, (all) => {
        const { calls } = run(
          shell,
          all.map((facts) => code(facts, "containerd", "ctr")),
        );
        expect(calls.map(({ args }) => args.slice(-3))).toEqual(
          all.map(({ loginName, registryHost, project }) => [
            "--user",
            loginName,
            `${registryHost}/${project}/REPOSITORY:TAG`,
          ]),
        );
      }),
      { numRuns: RUNS },
    );
  });
});

describe("pasted into an interactive bash, where ! recalls history", () => {
  const BASH = ["bash", "--norc", "--noprofile", "--noediting", "-i"] as const;

  it("really recalls history there", () => {
    const { calls } = run(BASH, ["docker one", 'docker "x!docker"']);
    expect(calls.map(({ args }) => args)).toEqual([
      ["docker", "one"],
      ["docker", "xdocker one"],
    ]);
  });

  it("every login is passed unchanged", () => {
    fc.assert(
      fc.property(fc.array(typeableRobots, { minLength: 1, maxLength: 10 }), (all) => {
        const texts = all.map((facts) => code(facts, "docker", "login"));
        const asking = all.map((facts) => code({ ...facts, secret: null }, "docker", "ask"));
        expect(run(BASH, [...texts, ...asking]).calls.map(({ args, input }) => [args[3], input])).toEqual([
          ...all.map(({ loginName, secret }) => [loginName, secret]),
          ...all.map(({ loginName }) => [loginName, ""]),
        ]);
      }),
      { numRuns: RUNS },
    );
  });
});

it("the GitLab job gives docker exactly the variable", () => {
  fc.assert(
    fc.property(hostileRobots, (facts) => {
      const value = code(facts, "gitlab", "variable");
      const line = /- (mkdir .*)/.exec(code(facts, "gitlab", "job"))?.[1] ?? "";
      run(["sh"], [line], { env: { DOCKER_AUTH_CONFIG: value } });
      expect(JSON.parse(readFileSync(join(folder, ".docker/config.json"), "utf8"))).toEqual(config(facts));
    }),
    { numRuns: RUNS },
  );
});
