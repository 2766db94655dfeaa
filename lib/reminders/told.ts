import { getDb } from "../db/client";
import { keyOf } from "../events/record";

/** A fact told by a clock that was ahead by more than this is told again when it is true. */
const TOLERANCE_MS = 6 * 3_600_000;

/**
 * Which of these facts were told.
 * @returns the key under which to tell one that is true now, or null if it was told. What was told too early gets another
 * key: receivers drop one that they know
 */
export async function openKeys(keys: readonly string[], now: Date): Promise<(key: string) => string | null> {
  const all = [...new Set(keys)].flatMap((key) => [key, again(key)]);
  const rows = await getDb().event.findMany({ where: { key: { in: all } }, select: { key: true, at: true } });
  const told = new Map(rows.map(({ key, at }) => [key, at.getTime()]));
  return (key) => {
    const at = told.get(key);
    if (at === undefined) return key;
    return at - now.getTime() > TOLERANCE_MS && !told.has(again(key)) ? again(key) : null;
  };
}

const again = (key: string) => keyOf("again", key);
