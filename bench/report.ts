import type { Section, Table, Verdict } from "./bench";
import { number } from "./bench";
import { REASONS } from "./reasons";

/** Whether a value meets its target, and its stretch goal. */
export function judgment({ value, target, reach, better }: Verdict): "missed" | "met" | "reached" {
  const keeps = (limit: number) => (better === "higher" ? value >= limit : value <= limit);
  if (!keeps(target)) return "missed";
  return reach === undefined || keeps(reach) ? "reached" : "met";
}

const JUDGEMENT_TEXT = { missed: "**missed**", met: "yes", reached: "yes" };

function limitText({ better, target, reach, unit }: Verdict): string {
  const sign = better === "higher" ? "≥" : "≤";
  const text = (limit: number) => `${sign} ${number(limit)}${unit === "×" ? unit : unit && ` ${unit}`}`;
  return reach === undefined ? text(target) : `${text(target)}; aim ${text(reach)}`;
}

function verdictRow(verdict: Verdict): string[] {
  const { what, value, unit, reach } = verdict;
  const found = judgment(verdict);
  const aim = reach === undefined || found === "missed" ? "" : found === "reached" ? ", aim too" : ", aim not";
  const shown = `${number(value)}${unit === "×" ? unit : unit && ` ${unit}`}`;
  return [what, shown, limitText(verdict), `${JUDGEMENT_TEXT[found]}${aim}`];
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

const tableText = ({ title, head, rows }: Table) => `**${title}**\n\n${markdownTable(head, rows)}`;

/** Formats RESULTS.md. @param facts pairs: machine, versions and commit */
export function results(sections: readonly Section[], facts: readonly (readonly [string, string])[]): string {
  const verdicts = sections.flatMap((section) => section.verdicts);
  const missed = verdicts.filter((verdict) => judgment(verdict) === "missed");
  const reasons = missed.map(({ id, what }) => `- ${what}: ${REASONS[id] ?? "not yet explained."}`);
  return `${[
    "# What was measured",
    "Written by `npm run bench`. Times and rates are of one machine; ratios hold between candidates that took turns on it, round by round. Shown are medians over rounds, with the lowest and highest round in brackets.",
    markdownTable(["fact", "value"], facts),
    "## Targets",
    markdownTable(["what", "measured", "target", "met"], verdicts.map(verdictRow)),
    ...(reasons.length > 0 ? ["Why some are missed:", reasons.join("\n")] : []),
    ...sections.flatMap(({ title, intro, tables }) => [`## ${title}`, intro, ...tables.map(tableText)]),
  ].join("\n\n")}\n`;
}
