import { describe, expect, it } from "vitest";
import { auditFilterSchema } from "@/lib/audit/schema";
import { activityHref, filterParams, fromInputText, pagePatch, toInputText } from "./activity-address";

const filter = (said: object) => auditFilterSchema.parse(said);

describe("the address of the activity log", () => {
  it("carries a filter to the download and back unchanged", () => {
    const all = filter({
      actor: "ada",
      robot: "robot_documentation+ci",
      project: "documentation",
      action: "robot.update",
      result: "failed",
      span: "7d",
      from: "2026-01-01T10:00:00Z",
      to: "2026-01-02",
    });
    expect(filter(Object.fromEntries(filterParams(all)))).toEqual(all);
    expect(activityHref("/activity/export", filter({ robot: "robot_a+b" }))).toBe("/activity/export?robot=robot_a%2Bb");
    expect(activityHref("/activity", filter({}))).toBe("/activity");
  });

  it("contains only one cursor", () => {
    expect(pagePatch("after", "7-1")).toEqual({ before: null, after: "7-1" });
    expect(pagePatch("before", null)).toBeNull();
  });
});

describe("a time of day typed by a reader", () => {
  it("is read and written in local time", () => {
    const iso = fromInputText("2026-01-01T05:45");
    // Tests run in Kathmandu, 5:45 ahead of UTC.
    expect(iso).toBe("2026-01-01T00:00:00.000Z");
    expect(toInputText(new Date(iso ?? ""), "Asia/Kathmandu")).toBe("2026-01-01T05:45");
    expect(toInputText(new Date(iso ?? ""), "UTC")).toBe("2026-01-01T00:00");
  });

  it("may be empty or incomplete", () => {
    expect([fromInputText(""), fromInputText("2026-13-01T"), toInputText(null, "Asia/Kathmandu")]).toEqual([
      null,
      null,
      "",
    ]);
  });
});
