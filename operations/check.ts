import { env } from "@/lib/env";
import { checkDatabase, type Finding } from "@/operations/findings";
import type { Verb } from "@/operations/verb";

/** @returns the exit code */
export function printFindings(findings: readonly Finding[]): number {
  for (const { subject, fault, note } of findings)
    console.log(fault === null ? `✓ ${subject}: ${note}` : `✗ ${subject}: ${fault}`);
  return findings.some(({ fault }) => fault !== null) ? 1 : 0;
}

export const check: Verb = {
  usage: "check",
  summary: "checks that the database is intact and matches this version and AUTH_SECRET",
  run: async () => printFindings(await checkDatabase(env().DATABASE_URL)),
};
