import { importedBcrypt } from "../credentials/schemes";

/** A comparison at this cost takes two seconds; each step doubles it. */
const MAX_COST = 15;

/** The stored form of another program's bcrypt hash; null if it isn't one that can be checked in reasonable time. */
export function readBcrypt(hash: string): string | null {
  const [, cost = ""] = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(hash) ?? [];
  return cost !== "" && Number(cost) >= 4 && Number(cost) <= MAX_COST ? importedBcrypt(hash) : null;
}
