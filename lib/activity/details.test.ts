import { describe, expect, it } from "vitest";
import { PROJECT_PERMISSION_KEYS } from "@/lib/access/permissions";
import { describeDetails } from "./details";

const describeObject = (details: object) => describeDetails(JSON.stringify(details));
const text = (value: string) => ({ kind: "text", text: value });

describe("details of an audit row", () => {
  it("show a changed expiry as times, and never as a word", () => {
    expect(describeObject({ before: { expiresAt: 1_628_949_525 }, after: { expiresAt: -1 } })).toEqual([
      { label: "Expires", kind: "change", before: { kind: "time", time: 1_628_949_525 }, after: text("Never") },
    ]);
  });

  it("mark each permission by label as added, removed or kept", () => {
    const before = { permissions: ["repository:pull", "tag:delete"] };
    const after = { permissions: ["repository:push", "repository:pull"] };
    expect(describeObject({ before, after })).toEqual([
      {
        label: "Permissions",
        kind: "list",
        items: [
          { text: "Push artifacts", mark: "added" },
          { text: "Pull artifacts", mark: "kept" },
          { text: "Delete a tag", mark: "removed" },
        ],
      },
    ]);
  });

  it("leave out what an edit did not change", () => {
    const same = { description: "builds", permissions: [...PROJECT_PERMISSION_KEYS] };
    expect(describeObject({ before: { ...same, expiresAt: -1 }, after: { ...same, expiresAt: 5 } })).toHaveLength(1);
    expect(describeObject({ before: same, after: same })).toEqual([]);
  });

  it("list everything if there is only one state", () => {
    expect(describeObject({ before: { description: "", permissions: ["scan:create"], expiresAt: -1 } })).toEqual([
      { label: "Description", kind: "fact", value: text("–") },
      { label: "Permissions", kind: "list", items: [{ text: "Create a scan", mark: null }] },
      { label: "Expires", kind: "fact", value: text("Never") },
    ]);
  });

  it.each([
    [{ code: "FORBIDDEN" }, "Reason", "Their role does not allow it"],
    [{ reason: "wrong username or password" }, "Reason", "wrong username or password"],
    [{ kind: "manual" }, "New secret", "Set manually"],
    [{ after: { role: "viewer" } }, "Role", "Viewer"],
    [{ after: { isAdmin: true } }, "System admin", "Yes"],
    [{ before: { robots: 1200 } }, "Robot accounts", "1,200"],
    [{ after: { days: null } }, "Kept for", "Indefinitely"],
    [{ after: { days: 1 } }, "Kept for", "1 day"],
    [{ after: { maxDays: null } }, "Maximum lifetime", "No limit"],
    [{ after: { maxDays: "inherit" } }, "Maximum lifetime", "Same as the instance"],
    [{ after: { idleDays: 90 } }, "Flagged as idle after", "90 days"],
    [{ after: { never: "forbidden" } }, "Expiry “never”", "Not allowed"],
  ])("%j reads as %s: %s", (details, label, words) => {
    expect(describeObject(details)).toEqual([{ label, kind: "fact", value: text(words) }]);
  });

  it("show a purge's cutoff as a time", () => {
    expect(describeObject({ cutoff: "2026-01-01T00:00:00.000Z" })).toEqual([
      { label: "Older than", kind: "fact", value: { kind: "time", time: "2026-01-01T00:00:00.000Z" } },
    ]);
  });

  it("show values of a later version as they are", () => {
    expect(describeObject({ after: { longestLifetime: { project: 7 } } })).toEqual([
      { label: "Longest lifetime", kind: "fact", value: text('{"project":7}') },
    ]);
  });

  it.each(["", "not json", "7", "[]", "null"])("stay readable if the stored text is %j", (stored) => {
    expect(describeDetails(stored)).toEqual([{ label: "Details", kind: "fact", value: text(stored || "–") }]);
  });
});
