import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatAccess,
  PROJECT_PERMISSION_GROUPS,
  PROJECT_PERMISSION_KEYS,
  PROJECT_PERMISSIONS,
  parseAccess,
} from "@/lib/access/permissions";
import { loginName } from "@/lib/access/robot-name";
import {
  contactSchema,
  createRobotSchema,
  descriptionSchema,
  durationSchema,
  permissionsSchema,
  robotNameSchema,
} from "./schema";

const part = fc.stringMatching(/^[a-z0-9]{1,6}$/);
const separator = fc.constantFrom(".", "_", "-");

describe("variable name", () => {
  test("consists of lowercase letters and digits with single separators", () => {
    const names = fc.tuple(part, fc.array(fc.tuple(separator, part), { maxLength: 5 }));
    fc.assert(
      fc.property(names, ([first, rest]) => {
        expect(robotNameSchema.safeParse(first + rest.flat().join("")).success).toBe(true);
      }),
    );
  });

  test("is nothing else", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."aZ0._-+ é\0$") }), (text) => {
        const good = text.length > 0 && text.split(/[._-]/).every((piece) => /^[a-z0-9]+$/.test(piece));
        expect(robotNameSchema.safeParse(text).success).toBe(good);
      }),
      { numRuns: 3000 },
    );
  });

  test.each(["", "A", "-a", "a-", "a--b", "a..b", "a+b", "a b", "a/b", "é", "a\n", "a\0", "😀", "x".repeat(256)])(
    "%j is refused with a message",
    (name) => {
      const parsed = robotNameSchema.safeParse(name);
      expect(parsed.success).toBe(false);
      expect(parsed.error?.issues[0]?.message).toBeTruthy();
    },
  );

  test("follows the project's name in the login name of a project's robot", () => {
    expect(loginName("robot_", "documentation", "test")).toBe("robot_documentation+test");
    expect(loginName("robot_", null, "ops")).toBe("robot_ops");
  });
});

test.each([
  [-1, true],
  [1, true],
  [2_147_483_646, true],
  [0, false],
  [-2, false],
  [2_147_483_647, false],
  [1.5, false],
  [Number.NaN, false],
  [Number.POSITIVE_INFINITY, false],
])("a duration of %d days is accepted: %s", (days, accepted) => {
  expect(durationSchema.safeParse(days).success).toBe(accepted);
});

describe("description", () => {
  test("keeps emoji, HTML and SQL unchanged", () => {
    for (const text of ["🎉 release", "<script>alert(1)</script>", "'; DROP TABLE robots; --", "two\nlines"])
      expect(descriptionSchema.parse(text)).toBe(text);
  });

  test("refuses a null byte, a lone surrogate and more than 1,000 characters", () => {
    for (const text of ["a\0b", "a\ud800b", "x".repeat(1001), "bell\u0007"])
      expect(descriptionSchema.safeParse(text).success).toBe(false);
  });
});

describe("permissions", () => {
  test("are the ten of the user guide, each with a label, a description and a group", () => {
    expect(PROJECT_PERMISSIONS.map(({ label }) => label)).toEqual([
      "Push artifacts",
      "Pull artifacts",
      "Delete artifacts",
      "Read Helm charts",
      "Create a Helm chart version",
      "Delete a Helm chart version",
      "Create a tag",
      "Delete a tag",
      "Create artifact labels",
      "Create a scan",
    ]);
    expect(PROJECT_PERMISSION_GROUPS.flatMap(({ permissions }) => permissions)).toHaveLength(10);
    expect(PROJECT_PERMISSIONS.every(({ description }) => description.length > 10)).toBe(true);
  });

  test("round-trip through their stored form in any order, with duplicates", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PROJECT_PERMISSION_KEYS)), (keys) => {
        expect(new Set(parseAccess(formatAccess(keys)))).toEqual(new Set(keys));
      }),
    );
  });

  test("that are unknown are rejected on input and never granted when stored", () => {
    expect(permissionsSchema.safeParse(["repository:pull", "robot:update"]).success).toBe(false);
    expect(permissionsSchema.safeParse([]).success).toBe(false);
    expect(parseAccess("repository:pull robot:update *")).toEqual(["repository:pull"]);
  });
});

test("a create request of any shape is parsed or refused, never crashes", () => {
  fc.assert(fc.property(fc.anything(), (input) => typeof createRobotSchema.safeParse(input).success === "boolean"));
});

test.each([
  ["", true],
  ["owner@example.com", true],
  ["owner", false],
])("the contact %j is an address or blank: %s", (text, isValid) => {
  const { success, error } = contactSchema.safeParse(text);
  expect([success, error?.issues[0]?.message]).toEqual([
    isValid,
    isValid ? undefined : "Enter a complete email address, or leave it blank.",
  ]);
});
