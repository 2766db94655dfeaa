import { expect, test } from "vitest";
import { hashPassword } from "./password";

const AT_ONCE = 120;

test("what does not fit the queue is refused at once, with a time to try again, and what fits is done", async () => {
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
  // Meanwhile this thread was free.
  expect(ticks).toBeGreaterThan(5);
});
