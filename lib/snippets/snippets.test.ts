import fc from "fast-check";
import { parse as parseToml } from "smol-toml";
import { describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { HOST_PLACEHOLDER, SECRET_PLACEHOLDER, type Snippet } from "@/lib/snippet";
import { hostileRobots } from "@/testing/hostile-robots";
import { pullSecretName } from "./docker-config";
import { loginSnippets, type SnippetFacts } from "./snippets";

const ROBOT: SnippetFacts = {
  loginName: "robot_documentation+test",
  secret: "3xiYiY9eaenXDhZHj8k7WGcF5IfSSGVk",
  registryHost: "registry.acme.test:5000",
  robotId: 12,
  project: "documentation",
};

function snippet(facts: SnippetFacts, tool: string, id: string): Snippet {
  const found = loginSnippets(facts)
    .find((one) => one.id === tool)
    ?.snippets.find((one) => one.id === id);
  if (!found) throw new Error(`There is no ${tool}/${id}.`);
  return found;
}

const everySnippet = (facts: SnippetFacts) => loginSnippets(facts).flatMap(({ snippets }) => snippets);
const basic = (facts: SnippetFacts) => Buffer.from(`${facts.loginName}:${facts.secret}`).toString("base64");

describe("login snippets", () => {
  it("have no quotes if nothing needs quoting", () => {
    expect(snippet(ROBOT, "docker", "login").code).toBe(
      "printf %s 3xiYiY9eaenXDhZHj8k7WGcF5IfSSGVk | docker login -u robot_documentation+test --password-stdin registry.acme.test:5000",
    );
    expect(snippet({ ...ROBOT, secret: null }, "helm", "ask").code).toBe(
      "helm registry login -u robot_documentation+test registry.acme.test:5000",
    );
  });

  it("name a repository that a limited robot reaches", () => {
    const imagesOf = (repositories: string[]) =>
      everySnippet({ ...ROBOT, repositories })
        .flatMap(({ code }) => code.match(/registry\.acme\.test:5000\/documentation\/\S+:TAG/g) ?? [])
        .filter((image, index, all) => all.indexOf(image) === index);
    expect(imagesOf(["site", "team/*"])).toEqual(["registry.acme.test:5000/documentation/site:TAG"]);
    expect(imagesOf(["team/*"])).toEqual(["registry.acme.test:5000/documentation/team/REPOSITORY:TAG"]);
  });

  it("have a placeholder for the project of a system robot", () => {
    const facts = { ...ROBOT, loginName: "robot_ops", project: null };
    const images = everySnippet(facts).filter(({ code }) => code.includes("/REPOSITORY:TAG"));
    expect(images.length).toBeGreaterThan(0);
    for (const { code } of images) expect(code).toContain("registry.acme.test:5000/PROJECT/REPOSITORY:TAG");
    for (const { code } of everySnippet(facts)) expect(code).not.toMatch(/null|undefined/);
  });

  it.each([ROBOT, { ...ROBOT, secret: null }])("have unique ids within a tool", (facts) => {
    for (const { id, snippets } of loginSnippets(facts)) {
      expect(new Set(snippets.map((one) => one.id)).size, id).toBe(snippets.length);
      for (const { title, hint, code } of snippets) expect([title, hint, code]).not.toContain("");
    }
  });

  it("have a placeholder while the registry's host is unknown", () => {
    const texts = everySnippet({ ...ROBOT, registryHost: null }).map(({ code }) => code);
    expect(texts.filter((code) => code.includes(HOST_PLACEHOLDER)).length).toBeGreaterThan(8);
    expect(texts.join("\n")).not.toMatch(/null|undefined/);
  });

  it("mark exactly the texts that still need the secret", () => {
    for (const secret of [ROBOT.secret, null])
      for (const { code, unfinished } of everySnippet({ ...ROBOT, secret }))
        expect(/PASTE_|BASE64_OF/.test(code), code).toBe(unfinished === true);
  });

  it("mark exactly the texts that contain the secret", () => {
    const others = everySnippet({ ...ROBOT, secret: "AnotherSecret1" });
    for (const [index, { code, holdsSecret }] of everySnippet(ROBOT).entries())
      expect(holdsSecret === true, code).toBe(code !== others[index]?.code);
    for (const { holdsSecret } of everySnippet({ ...ROBOT, secret: null })) expect(holdsSecret).not.toBe(true);
  });

  it("have no trailing line break in shell commands, so that nothing runs when pasted", () => {
    for (const one of everySnippet(ROBOT))
      if (/^(printf|docker|gh|kubectl|ctr)/.test(one.code)) expect(one.code).toMatch(/\S$/);
  });
});

describe("files", () => {
  it("config.json contains name and secret for the host and nothing else", () => {
    fc.assert(
      fc.property(hostileRobots, (facts) => {
        const file = JSON.parse(snippet(facts, "config", "file").code);
        expect(file).toEqual({ auths: { [facts.registryHost ?? ""]: { auth: basic(facts) } } });
        expect(JSON.parse(snippet(facts, "gitlab", "variable").code)).toEqual(file);
      }),
    );
  });

  it("the Kubernetes manifest is a dockerconfigjson secret whose payload decodes to name and secret", () => {
    fc.assert(
      fc.property(hostileRobots, (facts) => {
        const manifest = parseYaml(snippet(facts, "kubernetes", "manifest").code);
        const payload = JSON.parse(Buffer.from(manifest.data[".dockerconfigjson"], "base64").toString());
        expect(payload).toEqual({ auths: { [facts.registryHost ?? ""]: { auth: basic(facts) } } });
        expect({ ...manifest, data: null }).toEqual({
          apiVersion: "v1",
          kind: "Secret",
          metadata: { name: pullSecretName(facts.loginName, facts.robotId) },
          type: "kubernetes.io/dockerconfigjson",
          data: null,
        });
      }),
    );
  });

  it("without the secret the manifest has one placeholder for it, and the same name", () => {
    fc.assert(
      fc.property(hostileRobots, (facts) => {
        const manifest = parseYaml(snippet({ ...facts, secret: null }, "kubernetes", "manifest").code);
        expect(JSON.parse(manifest.stringData[".dockerconfigjson"])).toEqual({
          auths: { [facts.registryHost ?? ""]: { username: facts.loginName, password: SECRET_PLACEHOLDER } },
        });
      }),
    );
  });

  it.each([
    ["config3", 3, "io.containerd.cri.v1.images"],
    ["config2", 2, "io.containerd.grpc.v1.cri"],
  ])("containerd's %s contains name and secret, and points to the hosts folder", (id, version, plugin) => {
    fc.assert(
      fc.property(hostileRobots, fc.boolean(), (facts, known) => {
        const secret = known ? facts.secret : null;
        expect(parseToml(snippet({ ...facts, secret }, "containerd", id).code)).toEqual({
          version,
          plugins: {
            [plugin]: {
              registry: {
                config_path: "/etc/containerd/certs.d",
                configs: {
                  [facts.registryHost ?? ""]: {
                    auth: { username: facts.loginName, password: secret ?? SECRET_PLACEHOLDER },
                  },
                },
              },
            },
          },
        });
      }),
    );
  });

  it("hosts.toml contains the registry and no secret", () => {
    fc.assert(
      fc.property(hostileRobots, (facts) => {
        const { code } = snippet(facts, "containerd", "hosts");
        const address = `https://${facts.registryHost}`;
        expect(parseToml(code)).toEqual({
          server: address,
          host: { [address]: { capabilities: ["pull", "resolve"] } },
        });
      }),
    );
  });

  it("workflows contain neither name nor secret, which could be read as expressions", () => {
    fc.assert(
      fc.property(hostileRobots, (facts) => {
        expect(parseYaml(snippet(facts, "github", "step").code)).toEqual([
          {
            name: "Log in to the registry",
            uses: "docker/login-action@v4",
            with: {
              registry: facts.registryHost,
              username: "$" + "{{ vars.REGISTRY_USERNAME }}",
              password: "$" + "{{ secrets.REGISTRY_PASSWORD }}",
            },
          },
        ]);
        const { build } = parseYaml(snippet(facts, "gitlab", "job").code);
        expect(build.script).toEqual([
          `docker build -t "${facts.registryHost}/${facts.project}/REPOSITORY:TAG" .`,
          `docker push "${facts.registryHost}/${facts.project}/REPOSITORY:TAG"`,
        ]);
      }),
    );
  });
});

describe("the name of a robot's Kubernetes secret", () => {
  const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

  it.each([
    ["robot_documentation+test", 12, "robot-documentation-test-12"],
    ["-$+", 3, "robot-3"],
    ["ROBOT.Ä+x", 4, "robot-x-4"],
  ])("of %s, id %d, is %s", (loginName, id, expected) => expect(pullSecretName(loginName, id)).toBe(expected));

  it("is an RFC 1123 subdomain of at most 253 characters and differs between robots", () => {
    const longest = `robot_${"a".repeat(120)}-`.padEnd(252, "-a").slice(0, 255);
    const anyName = fc.oneof(
      hostileRobots.map(({ loginName }) => loginName),
      fc.constant(longest),
      fc.string(),
    );
    const anyId = fc.integer({ min: 1, max: 2_147_483_647 });
    fc.assert(
      fc.property(anyName, anyId, anyId, (loginName, one, other) => {
        const name = pullSecretName(loginName, one);
        expect(name).toMatch(SUBDOMAIN);
        expect(name.length).toBeLessThanOrEqual(253);
        if (one !== other) expect(pullSecretName(loginName, other)).not.toBe(name);
      }),
    );
  });
});
