import { describe, expect, test } from "vitest";
import { bodyLimit } from "./endpoint";

describe("a body of several megabytes", () => {
  const request = { address: null, requestId: null };
  const person = { type: "user" as const, id: 1, username: "x", name: "X", ...request };
  const robot = (kind: "system" | "project") => ({
    ...{ type: "robot" as const, robotId: 1, loginName: "robot_x", expiresAt: 0, allowedAddresses: [], ...request },
    grants: [{ kind, project: null, access: ["robot:create"] }],
  });

  test("is read only from callers who may create system robots", () => {
    const large = 2 * 1024 * 1024;
    expect([bodyLimit({ ...person, isAdmin: true }), bodyLimit(robot("system"))]).toEqual([large, large]);
    for (const caller of [{ ...person, isAdmin: false }, robot("project"), null])
      expect(bodyLimit(caller)).toBe(64 * 1024);
  });
});
