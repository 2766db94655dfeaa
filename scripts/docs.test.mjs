import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { readEnv } from "../lib/env";
import { SECRET_SETTINGS } from "../lib/secret-files";
import { root } from "./install.mjs";

const read = (/** @type {string} */ path) => readFileSync(join(root, path), "utf8");
const withoutCode = (/** @type {string} */ text) => text.replace(/^```[\s\S]*?^```$/gm, "");
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "CHANGELOG.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

/** The anchors that GitHub gives the headings of a page. @param {string} page */
function anchorsOf(page) {
  return [...withoutCode(read(page)).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe("links", () => {
  test.each(pages)("of %s lead to a file of the repository and to a heading in it", (page) => {
    const links = [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
    const broken = links
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [path = "", anchor] = link.split("#");
        const target = path === "" ? page : join(dirname(page), path);
        if (!existsSync(join(root, target))) return true;
        return anchor !== undefined && !anchorsOf(target).includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  test("from README lead to every page of docs and to CONTRIBUTING", () => {
    const named = pages.filter((page) => page !== "README.md" && !page.includes("decisions"));
    expect(named.filter((page) => !read("README.md").includes(`](${page})`))).toEqual([]);
  });
});

function settingNames() {
  const [schema = ""] = /z\s*\.object\(\{[\s\S]*?\n {2}\}\)/.exec(read("lib/env.ts")) ?? [];
  return { settings: [...schema.matchAll(/^ {4}([A-Z][A-Z0-9_]*):/gm)].map(([, name = ""]) => name) };
}

/** Written like settings, but something else. */
const NOT_SETTINGS = new Set([
  ...["PURSER_URL", "PURSER_USERNAME", "PURSER_PASSWORD", "PURSER_TOKEN", "NODE_EXTRA_CA_CERTS"],
  ...["CHROMIUM_PATH", "BUILD_BASE", "RUNTIME_BASE", "ROBOT_COLUMNS"],
  // OpenTelemetry reads these itself.
  ...["OTEL_SERVICE_NAME", "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG", "OTEL_EXPORTER_OTLP_HEADERS"],
]);

describe("settings", () => {
  const { settings } = settingNames();
  const rows = read("docs/configuration.md")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split(" | "));
  const documented = rows.flatMap(([names = ""]) => names.match(/[A-Z][A-Z0-9_]+/g) ?? []);

  test("in lib/env.ts and in docs/configuration.md are the same", () => {
    expect(settings.length).toBeGreaterThan(20);
    expect([...documented].sort()).toEqual([...settings].sort());
  });

  test("that can come from a file are the ones that docs/configuration.md names", () => {
    const [, names = ""] = /\*\*Secrets from files\*\*:([\s\S]*?) can each/.exec(read("docs/configuration.md")) ?? [];
    expect(names.match(/[A-Z][A-Z0-9_]+/g)?.sort()).toEqual([...SECRET_SETTINGS].sort());
    // A setting that holds a secret has a name that says so.
    const secret = settings.filter((name) => /(SECRET|PASSWORD|TOKEN|_URL)$/.test(name) && name !== "PUBLIC_URL");
    expect(secret.sort()).toEqual([...SECRET_SETTINGS].sort());
  });

  test("have the documented defaults", () => {
    /** @type {Record<string, unknown>} */
    const actual = readEnv({ AUTH_SECRET: "x".repeat(32) });
    const defaults = rows.flatMap(([names = "", value = ""]) => {
      const [, plain] = /^`(\w+)`$/.exec(value) ?? [];
      return plain === undefined ? [] : [[names.replace(/[|` ]/g, ""), plain]];
    });
    expect(defaults.length).toBeGreaterThan(10);
    expect(defaults.filter(([name = "", value]) => String(actual[name]) !== value)).toEqual([]);
  });
});

test.each([
  ["README.md", 150],
  ["CONTRIBUTING.md", 80],
])("%s has at most %i lines", (page, most) => {
  expect(read(page).trimEnd().split("\n").length).toBeLessThanOrEqual(most);
});

test("every npm script that the documentation names exists", () => {
  const { scripts } = JSON.parse(read("package.json"));
  const named = pages.flatMap((page) =>
    [...read(page).matchAll(/npm run ([a-z0-9:-]+)/g)].map(([, name = ""]) => name),
  );
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

describe("code blocks", () => {
  const blocks = pages.flatMap((page) =>
    [...read(page).matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = "", code = ""]) => ({
      page,
      language,
      code,
    })),
  );

  test("name their language", () => {
    expect(blocks.filter(({ language, page }) => language === "" && page !== "CONTRIBUTING.md")).toEqual([]);
  });

  test.each(blocks.filter(({ language }) => language === "yaml"))("in YAML can be read ($page)", ({ code }) => {
    expect([...parseAllDocuments(code)].flatMap(({ errors }) => errors)).toEqual([]);
  });

  test.each(blocks.filter(({ language }) => language === "sh"))("for a shell can be read ($page)", ({ code }) => {
    const { status, stderr } = spawnSync("/bin/sh", ["-n"], { input: code, encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
  });
});

test("every setting that a page names exists", () => {
  const { settings } = settingNames();
  const known = new Set([...settings, ...SECRET_SETTINGS.map((name) => `${name}_FILE`)]);
  const wrong = pages.flatMap((page) =>
    [...read(page).matchAll(/`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`/g)]
      .map(([, name = ""]) => name)
      .filter((name) => !known.has(name) && !NOT_SETTINGS.has(name))
      .map((name) => `${page}: ${name}`),
  );
  expect(wrong).toEqual([]);
});

test("every metric is documented, and every documented one exists", () => {
  const code = ["lib/metrics.ts", "lib/metering/listener.ts"].map(read).join("");
  const existing = code.match(/purser_[a-z_]+/g) ?? [];
  const documented = read("docs/metrics.md").match(/purser_[a-z_]+/g) ?? [];
  expect([...new Set(documented)].sort()).toEqual([...new Set(existing)].sort());
});
