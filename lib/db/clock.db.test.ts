import { expect, test } from "vitest";
import { databaseNow } from "./clock";
import { withTransaction } from "./transaction";

test("more transactions than there are connections can ask for the time at once", async () => {
  const times = await Promise.all(Array.from({ length: 20 }, () => withTransaction(() => databaseNow())));
  for (const at of times) expect(Math.abs(at.getTime() - Date.now())).toBeLessThan(60_000);
}, 10_000);
