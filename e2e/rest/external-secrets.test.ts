import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { makeWorld, unique, type World } from "./world";

/** The generator in the documentation. */
function documented() {
  const page = readFileSync("docs/automation.md", "utf8");
  const [, text = ""] = /```yaml\n(apiVersion: generators\.external-secrets\.io[\s\S]*?)```/.exec(page) ?? [];
  const [generator, secret] = parseAllDocuments(text).map((document) => document.toJS());
  return { generator, secret };
}

/** Go templates of External Secrets, as far as the example uses them. */
function render(text: string, values: Record<string, string>): string {
  return text.replace(/\{\{ print (.*?) \| b64enc \}\}/g, (_, parts: string) => {
    const words = parts.match(/"[^"]*"|\S+/g) ?? [];
    const plain = words.map((word) => (word.startsWith('"') ? word.slice(1, -1) : (values[word] ?? word))).join("");
    return Buffer.from(plain).toString("base64");
  });
}

describe.each(inject("restServers"))("the documented External Secrets generator on $database", (server) => {
  let w: World;
  beforeAll(async () => {
    w = await makeWorld(server);
  });
  afterAll(() => w?.close());

  test("rotates with a grace: both secrets log in, and the rendered file is docker's", async () => {
    const { generator, secret } = documented();
    const permissions = [
      { kind: "project", namespace: w.project.name, access: [{ resource: "repository", action: "pull" }] },
    ];
    const body = { name: unique("eso"), duration: 30, level: "project", permissions };
    const { body: robot } = await w.call("POST", "/robots", { as: w.owner, body });
    const auth = { ".auth.username": w.owner.username, ".auth.password": w.owner.password };
    const { url, method, headers, body: sent } = generator.spec;
    const rendered = Object.entries(headers as Record<string, string>).map(([name, value]) => [
      name,
      render(value, auth),
    ]);
    const { pathname } = new URL(url.replace("/42/", `/${robot.id}/`));
    const reply = await fetch(w.url + pathname, { method, headers: Object.fromEntries(rendered), body: sent });
    expect(reply.status).toBe(200);
    const result = (await reply.json()) as { secret: string };
    const file = secret.spec.target.template.data[".dockerconfigjson"].replace("robot_documentation+ci", robot.name);
    const { auths } = JSON.parse(render(file, { ".secret": result.secret }));
    const credentials = Buffer.from(auths["registry.example.com"].auth, "base64").toString();
    expect(credentials).toBe(`${robot.name}:${result.secret}`);
    for (const one of [credentials, `${robot.name}:${robot.secret}`]) {
      const authorization = `Basic ${Buffer.from(one).toString("base64")}`;
      const token = await fetch(`${w.url}/service/token?service=registry`, { headers: { authorization } });
      expect(token.status).toBe(200);
    }
  });
});
