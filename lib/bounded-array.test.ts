import { describe, expect, test } from "vitest";
import { z } from "zod";
import { atMost } from "./bounded-array";
import { robotCreateSchema, robotUpdateSchema } from "./rest/robot-schema";
import { createRobotSchema, deleteRobotsSchema, permissionsSchema } from "./robots/schema";

/** An array that fails the test if an element is read. */
const closed = (length: number): unknown[] =>
  new Proxy(Array(length).fill(null), {
    get(target, key) {
      if (typeof key === "string" && /^\d+$/.test(key)) throw new Error(`looked at element ${key}`);
      return Reflect.get(target, key);
    },
  });

function told(schema: z.ZodType, value: object, key: string): string[] {
  const { error } = schema.safeParse(value);
  return (error?.issues ?? []).filter(({ path }) => path.includes(key)).map(({ message }) => message);
}

describe("a longer array", () => {
  const pair = { resource: "repository", action: "pull" };
  const permission = { kind: "project", namespace: "docs", access: [pair] };
  const rest = { name: "ci", level: "project", duration: 1 };

  test.each<[string, z.ZodType, object, string, RegExp]>([
    [
      "permissions of a POST",
      robotCreateSchema,
      { ...rest, permissions: closed(50_000) },
      "permissions",
      /at most 1002/,
    ],
    [
      "permissions of a PUT",
      robotUpdateSchema,
      { ...rest, permissions: closed(50_000) },
      "permissions",
      /at most 1002/,
    ],
    [
      "an access list",
      robotCreateSchema,
      { ...rest, permissions: [{ ...permission, access: closed(201) }] },
      "access",
      /at most 200 pairs/,
    ],
    [
      "a form’s permissions",
      z.object({ permissions: permissionsSchema }),
      { permissions: closed(37) },
      "permissions",
      /Too many/,
    ],
    ["a form’s projects", createRobotSchema, { access: { projects: closed(1002) } }, "projects", /At most 1000/],
    ["a form’s system permissions", createRobotSchema, { access: { system: closed(19) } }, "system", /Too many/],
    ["ids to delete", deleteRobotsSchema, { ids: closed(101) }, "ids", /At most 100/],
  ])("is rejected with a message before any element is checked: %s", (_, schema, value, key, words) => {
    expect(told(schema, value, key)).toEqual([expect.stringMatching(words)]);
  });

  test("at the maximum length every element is checked", () => {
    const numbers = atMost(z.array(z.number()), 3, "too long");
    expect(numbers.parse([1, 2, 3])).toEqual([1, 2, 3]);
    expect(numbers.safeParse([1, 2, "3"]).success).toBe(false);
    expect(numbers.safeParse("123").success).toBe(false);
    expect(z.toJSONSchema(numbers, { io: "input" })).toMatchObject({ type: "array", maxItems: 3 });
  });
});
