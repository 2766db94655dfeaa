import fc from "fast-check";
import { expect, it } from "vitest";
import { choiceError, defaultDays, expiryWithin, presetDays } from "@/components/robots/expiry-policy";
import { effectivePolicy } from "@/lib/policies/permissions";
import { NO_RULES } from "@/lib/policies/rules";

const under = (maxDays: number | null, forbidNever = false) => effectivePolicy({ ...NO_RULES, maxDays, forbidNever });

it.each([
  [null, 30, [7, 30, 90, 365]],
  [365, 30, [7, 30, 90, 365]],
  [90, 30, [7, 30, 90]],
  [20, 20, [7, 20]],
  [1, 1, [1]],
])("a maximum lifetime of %s days has %d days stand ready and offers %j", (maxDays, ready, presets) => {
  expect(defaultDays(under(maxDays))).toBe(ready);
  expect(presetDays(under(maxDays))).toEqual(presets);
});

it("a dialog's defaults and presets are always allowed", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 36_500 }), (maxDays) => {
      const policy = under(maxDays, true);
      for (const days of [defaultDays(policy), ...presetDays(policy)])
        expect(expiryWithin(policy).safeParse({ kind: "days", days }).success).toBe(true);
    }),
  );
});

it('keeping an expiry is always allowed; too many days and a forbidden "never" are not', () => {
  const policy = under(90, true);
  expect(choiceError(policy, { kind: "keep" })).toBeNull();
  for (const change of [{ kind: "days", days: 91 }, { kind: "never" }] as const)
    expect(expiryWithin(policy).safeParse(change).error?.issues[0]?.message).toContain("Choose 90 days or fewer.");
});
