import { describe, expect, it } from "vitest";
import { robotActions } from "@/components/robots/robot-actions";

const enabled = { disabled: false };
const disabled = { disabled: true };
const offered = (selected: { disabled: boolean }[]) =>
  robotActions(selected).flatMap(({ label, reason }) => (reason ? [] : [label]));

describe("actions on robots", () => {
  it("are all available for one enabled robot", () => {
    expect(offered([enabled])).toEqual(["Refresh secret", "Disable", "Edit", "Duplicate", "Delete"]);
  });

  it("include Enable for a disabled robot", () => {
    expect(offered([disabled])).toEqual(["Refresh secret", "Enable", "Edit", "Duplicate", "Delete"]);
  });

  it("are disabled with a reason for several robots, except Delete", () => {
    expect(offered([enabled, disabled])).toEqual(["Delete"]);
    const refused = robotActions([enabled, enabled]).filter(({ reason }) => reason);
    expect(refused.map(({ label }) => label)).toEqual(["Refresh secret", "Enable or disable", "Edit", "Duplicate"]);
  });

  it("are disabled with a reason while nothing is selected", () => {
    expect(offered([])).toEqual([]);
    expect(robotActions([]).every(({ reason }) => reason === "Select a robot account first.")).toBe(true);
  });
});
