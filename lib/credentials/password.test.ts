import { expect, test } from "vitest";
import { hashPassword } from "./password";

const AT_ONCE = 120;

test("jobs beyond the queue are refused at once with a retry time, and the others are done", async () => {
  let ticks = 0;
  const ticking = setInterval(() => ticks++, 5);
  const results = await Promise.allSettled(
    Array.from({ length: AT_ONCE }, () => hashPassword("Password1", { cost: 8 })),
  );
  clearInterval(ticking);
  const refused = results.filter((result) => result.status === "rejected");
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThan(AT_ONCE);
  for (const { reason } of refused) expect(reason).toMatchObject({ code: "UNAVAILABLE", retryAfterSeconds: 5 });
  // This thread was not blocked.
  expect(ticks).toBeGreaterThan(5);
});

test("a flood from one network leaves room for another one", async () => {
  const flood = Array.from({ length: AT_ONCE }, () => hashPassword("Password1", { network: "flood", cost: 8 }));
  const other = hashPassword("Password1", { network: "other", cost: 4 });
  const refused = (await Promise.allSettled(flood)).filter(({ status }) => status === "rejected");
  expect(refused.length).toBeGreaterThan(0);
  await expect(other).resolves.toMatch(/^\$2b\$04\$/);
});

test("a password that bcrypt would truncate is rejected", async () => {
  await expect(hashPassword("é".repeat(36), { cost: 4 })).resolves.toMatch(/^\$2b\$/);
  await expect(hashPassword("é".repeat(37), { cost: 4 })).rejects.toMatchObject({ code: "UNPROCESSABLE" });
});
