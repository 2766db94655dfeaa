import { expect, it } from "vitest";
import { draftOf, editableOf, newDraft } from "@/components/robots/robot-draft";
import { PROJECT_PERMISSION_KEYS } from "@/lib/access/permissions";
import { effectivePolicy } from "@/lib/policies/permissions";
import { NO_RULES } from "@/lib/policies/rules";

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

it("a project's list has everything needed to edit a robot", () => {
  const editable = editableOf(LISTED, PROJECT);
  expect(editable && draftOf(editable)).toEqual({
    name: "ci",
    description: "builds",
    expiry: { kind: "keep" },
    access: { projects: [{ project: "docs", permissions: ["repository:pull"] }], system: [] },
  });
});

it("the list of system robots lacks their permissions per project", () =>
  expect(editableOf(LISTED, INSTANCE)).toBeNull());

it("a new robot starts with all ten permissions in a project, and with none on the instance", () => {
  const everything = { project: "docs", permissions: [...PROJECT_PERMISSION_KEYS] };
  expect(newDraft(PROJECT, POLICY).access).toEqual({ projects: [everything], system: [] });
  expect(newDraft(INSTANCE, POLICY).access).toEqual({ projects: [], system: [] });
});
