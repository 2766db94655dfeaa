import type { Tx } from "../db/transaction";
import { DEFAULT_DAYS, type ReminderRules } from "./schema";

type Reader = Pick<Tx, "reminderSetting">;

export const scopeOf = (projectId: number | null) => (projectId === null ? "instance" : `project:${projectId}`);

const partsOf = (text: string) => text.split(" ").filter((part) => part !== "");

function rulesOf(row: { days: string; addresses: string }): ReminderRules {
  return { days: partsOf(row.days).map(Number), addresses: partsOf(row.addresses) };
}

const DEFAULTS: ReminderRules = { days: DEFAULT_DAYS, addresses: [] };
const NONE: ReminderRules = { days: [], addresses: [] };

/** The rules stored for a project or, with null, for the instance. */
export async function storedRules(db: Reader, projectId: number | null): Promise<ReminderRules> {
  const where = { scope: scopeOf(projectId) };
  const row = await db.reminderSetting.findUnique({ where, select: { days: true, addresses: true } });
  return row ? rulesOf(row) : projectId === null ? DEFAULTS : NONE;
}

/** When each home's robots are told of: the instance's days and those that the project adds. */
export type AllRules = { of: (projectId: number | null) => ReminderRules; longest: number };

export async function allRules(db: Reader): Promise<AllRules> {
  const rows = await db.reminderSetting.findMany({ select: { projectId: true, days: true, addresses: true } });
  const stored = new Map(rows.map((row) => [row.projectId, rulesOf(row)]));
  const instance = stored.get(null) ?? DEFAULTS;
  const of = (projectId: number | null): ReminderRules => {
    if (projectId === null) return instance;
    const own = stored.get(projectId) ?? NONE;
    return { days: [...new Set([...instance.days, ...own.days])], addresses: own.addresses };
  };
  return { of, longest: Math.max(0, ...instance.days, ...[...stored.values()].flatMap(({ days }) => days)) };
}
