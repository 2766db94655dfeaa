import { expect, it } from "vitest";
import { draftOf, editableOf, newDraft } from "@/components/robots/robot-draft";
import { PROJECT_PERMISSION_KEYS } from "@/lib/access/permissions";
import { effectivePolicy, NO_RULES } from "@/lib/policies/permissions";

const AT = new Date(0);
const LISTED = {
  ...{ id: 1, version: 3, name: "ci", loginName: "robot_docs+ci", description: "builds", disabled: false },
  ...{ expiresAt: -1, createdAt: AT, lastUsedAt: null, lastUsedAddress: null },
  ...{ status: "active" as const, idle: false, outsidePolicy: false },
  permissions: ["repository:pull" as const],
};
const PROJECT = { kind: "project", id: 7, name: "docs" } as const;
const INSTANCE = { kind: "instance" } as const;
const POLICY = effectivePolicy(NO_RULES);

it("a row of a project's list is all there is to edit of its robot", () => {
  const editable = editableOf(LISTED, PROJECT);
  expect(editable && draftOf(editable)).toEqual({
    name: "ci",
    description: "builds",
    expiry: { kind: "keep" },
    access: { projects: [{ project: "docs", permissions: ["repository:pull"] }], system: [] },
  });
});

it("a row of the system robots is not: it does not tell what the robot may do in each project", () =>
  expect(editableOf(LISTED, INSTANCE)).toBeNull());

it("a new robot may do all of the ten in its project, and nothing anywhere before somebody chooses", () => {
  const everything = { project: "docs", permissions: [...PROJECT_PERMISSION_KEYS] };
  expect(newDraft(PROJECT, POLICY).access).toEqual({ projects: [everything], system: [] });
  expect(newDraft(INSTANCE, POLICY).access).toEqual({ projects: [], system: [] });
});
