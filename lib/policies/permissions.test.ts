import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expiresAfter, MAX_DURATION_DAYS, NEVER, toStoredExpiry } from "@/lib/access/expiry";
import { daysAhead, effectivePolicy, expiryFault, isStricter, laxerFields, outsideExpiry } from "./permissions";
import { NO_RULES, type PolicyRules, RULE_KEYS } from "./rules";

const limit = fc.option(fc.integer({ min: 1, max: 400 }), { nil: null });
const rules: fc.Arbitrary<PolicyRules> = fc.record({
  ...{ maxDays: limit, forbidNever: fc.boolean(), idleDays: limit, disableOnReuse: fc.boolean() },
  maxGraceDays: fc.option(fc.integer({ min: 0, max: 400 }), { nil: null }),
  apiGraceSeconds: fc.constantFrom(null, 0, 3600, 86_400),
});
const lifetime = fc.oneof(fc.constant(NEVER), fc.integer({ min: 1, max: 500 }), fc.integer({ max: MAX_DURATION_DAYS }));
const NOW = 1_800_000_000;

const isOutside = (policy: PolicyRules, expiresAt: number, now = NOW) => {
  const range = outsideExpiry(policy, now);
  const stored = toStoredExpiry(expiresAt);
  return range !== null && stored > range.gt && stored <= range.lte;
};

describe("the policy of a project", () => {
  it("allows no expiry that the instance or the project forbids, and every other", () => {
    fc.assert(
      fc.property(rules, rules, lifetime, (instance, project, days) => {
        const refuses = (policy: PolicyRules) => expiryFault(effectivePolicy(policy), days) !== null;
        const both = expiryFault(effectivePolicy(instance, project), days) !== null;
        expect(both).toBe(refuses(instance) || refuses(project));
      }),
    );
  });

  it("is never less strict than either, whichever changes later", () => {
    fc.assert(
      fc.property(rules, rules, (instance, project) => {
        const holds = effectivePolicy(instance, project);
        expect([isStricter(instance, holds), isStricter(project, holds)]).toEqual([false, false]);
        for (const { idleDays } of [instance, project])
          if (idleDays !== null) expect(holds.idleDays).toBeLessThanOrEqual(idleDays);
        expect(laxerFields(holds, instance)).toEqual({});
      }),
    );
  });

  it("names an origin that has the rule", () => {
    fc.assert(
      fc.property(rules, rules, (instance, project) => {
        const { by, ...holds } = effectivePolicy(instance, project);
        for (const key of RULE_KEYS) expect(holds[key]).toBe({ instance, project }[by[key]][key]);
      }),
    );
  });

  it("is refused to a project exactly where the project's number is larger than the instance's", () => {
    fc.assert(
      fc.property(rules, rules, (project, instance) => {
        const defaults = { maxDays: Number.POSITIVE_INFINITY, idleDays: Number.POSITIVE_INFINITY };
        const limits = { ...defaults, maxGraceDays: 30, apiGraceSeconds: 0 };
        const larger = (key: keyof typeof limits) => (project[key] ?? 0) > (instance[key] ?? limits[key]);
        const keys = ["maxDays", "idleDays", "maxGraceDays", "apiGraceSeconds"] as const;
        expect(Object.keys(laxerFields(project, instance))).toEqual(keys.filter(larger));
      }),
    );
  });
});

describe("robots outside the policy", () => {
  it("are exactly those whose expiry would be refused now", () => {
    fc.assert(
      fc.property(rules, lifetime, (policy, days) => {
        const expiresAt = expiresAfter(days, NOW);
        const fault = expiryFault(effectivePolicy(policy), daysAhead(expiresAt, NOW));
        expect(isOutside(policy, expiresAt)).toBe(fault !== null);
      }),
    );
  });

  it("never include one whose expiry was allowed when it was set", () => {
    fc.assert(
      fc.property(rules, lifetime, fc.nat(10 ** 9), (policy, days, later) => {
        fc.pre(expiryFault(effectivePolicy(policy), days) === null);
        expect(isOutside(policy, expiresAfter(days, NOW), NOW + later)).toBe(false);
      }),
    );
  });
});

describe("a refused expiry", () => {
  const fault = (instance: Partial<PolicyRules>, project: Partial<PolicyRules>, days: number) =>
    expiryFault(effectivePolicy({ ...NO_RULES, ...instance }, { ...NO_RULES, ...project }), days);

  it.each([
    [{ maxDays: 90 }, {}, 91, "This instance allows at most 90 days. Choose 90 days or fewer."],
    [{ maxDays: 90 }, { maxDays: 1 }, 30, "This project allows at most 1 day. Choose 1 day."],
    [
      { forbidNever: true },
      {},
      NEVER,
      "This instance does not allow robot accounts that never expire. Choose a number of days.",
    ],
    [
      { maxDays: 365 },
      { forbidNever: true, maxDays: 30 },
      NEVER,
      "This project does not allow robot accounts that never expire. Choose 30 days or fewer.",
    ],
  ])("under %j and %j names the limit's origin and what to choose", (instance, project, days, words) => {
    expect(fault(instance, project, days)).toBe(words);
  });

  it("names the instance when both have the same limit", () => {
    expect(fault({ maxDays: 30 }, { maxDays: 30 }, 31)).toContain("This instance");
  });
});
