import { expect, it } from "vitest";
import {
  accessMessage,
  addressesMessage,
  asTyped,
  draftOf,
  draftSchema,
  editableOf,
  newDraft,
} from "@/components/robots/robot-draft";
import { PROJECT_PERMISSION_KEYS } from "@/lib/access/permissions";
import { effectivePolicy } from "@/lib/policies/permissions";
import { NO_RULES } from "@/lib/policies/rules";
import { updateRobotSchema } from "@/lib/robots/schema";

const AT = new Date(0);
const LISTED = {
  ...{ id: 1, version: 3, name: "ci", loginName: "robot_docs+ci", description: "builds", disabled: false, contact: "" },
  ...{ expiresAt: -1, createdAt: AT, lastUsedAt: null, lastUsedAddress: null, allowedAddresses: [] },
  ...{ status: "active" as const, idle: false, outsidePolicy: false },
  permissions: ["repository:pull" as const],
  managedBy: "",
  expirySetAt: null,
  secrets: {
    ...{ changedAt: AT, changedBy: null, firstUsedAt: null, usedAt: null, usedAddress: null },
    ...{ leakedAt: null, isStopped: false, old: null },
  },
};
const PROJECT = { kind: "project", id: 7, name: "docs" } as const;
const INSTANCE = { kind: "instance" } as const;
const POLICY = effectivePolicy(NO_RULES);

it("a project's list has everything needed to edit a robot", () => {
  const editable = editableOf(LISTED, PROJECT);
  expect(editable && draftOf(editable)).toEqual({
    name: "ci",
    description: "builds",
    contact: "",
    expiry: { kind: "keep" },
    allowedAddresses: [],
    access: { projects: [{ project: "docs", permissions: ["repository:pull"] }], system: [] },
  });
});

it("limits are in the draft, with patterns as one would type them", () => {
  const allowedAddresses = [{ network: "198.51.100.0/24", note: "Office" }];
  const listed = { ...LISTED, allowedAddresses, repositories: ["docs/x", "team/*"] };
  const editable = editableOf(listed, PROJECT);
  const draft = editable && draftOf(editable);
  expect(draft).toMatchObject({
    allowedAddresses,
    access: { projects: [{ repositories: ["docs/docs/x", "team/*"] }] },
  });
  expect(draftSchema(POLICY).parse(draft).access.projects[0]).toMatchObject({ repositories: ["docs/x", "team/*"] });
});

it.each([["docs/*"], ["docs/x"], ["docs/docs/*"], ["docs"], ["team/*"]])(
  "a robot limited to %s stays so when the server reads again what the form has read",
  (pattern) => {
    const editable = editableOf({ ...LISTED, repositories: [pattern] }, PROJECT);
    const { name: _, ...draft } = draftSchema(POLICY).parse(editable && draftOf(editable));
    const input = { ...draft, access: asTyped(draft.access), id: 1, version: 3 };
    expect(updateRobotSchema.parse(input).access.projects).toEqual([
      { project: "docs", permissions: ["repository:pull"], repositories: [pattern] },
    ]);
  },
);

it("the first fault of the addresses and of the repositories is shown", () => {
  const network = { type: "custom", message: "not an address" };
  expect(addressesMessage({ allowedAddresses: [undefined, { network }] as never })).toBe("not an address");
  expect(addressesMessage({ allowedAddresses: { type: "custom", message: "at most" } })).toBe("at most");
  const row = { repositories: { type: "custom", message: "not a repository" } };
  expect(accessMessage({ access: { projects: [undefined, row] as never } })).toBe("not a repository");
});

it("the list of system robots lacks their permissions per project", () =>
  expect(editableOf(LISTED, INSTANCE)).toBeNull());

it("a new robot starts with all ten permissions in a project, and with none on the instance", () => {
  const everything = { project: "docs", permissions: [...PROJECT_PERMISSION_KEYS] };
  expect(newDraft(PROJECT, POLICY).access).toEqual({ projects: [everything], system: [] });
  expect(newDraft(INSTANCE, POLICY).access).toEqual({ projects: [], system: [] });
});
