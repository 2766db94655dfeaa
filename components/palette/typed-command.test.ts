import { describe, expect, it } from "vitest";
import type { SearchHits } from "@/lib/search/queries";
import { filterGroup, typedCommand, typedItems } from "./typed-command";

const robot = (id: number, status: "active" | "disabled", canManage = true) => ({
  ...{ id, loginName: `robot_docs+r${id}`, project: "docs", status, canManage },
});
const hits: SearchHits = {
  projects: {
    rows: [
      { name: "docs", canManage: true },
      { name: "docs-old", canManage: false },
    ],
    total: 2,
    capped: false,
  },
  robots: { rows: [robot(1, "active"), robot(2, "disabled"), robot(3, "active", false)], total: 3, capped: false },
};
const items = (q: string) => {
  const typed = typedCommand(q);
  return typed && [typed.rest, ...typedItems(typed, hits).items.map(({ label }) => label)];
};

describe("a typed command", () => {
  it("is offered for each robot it fits and the person may change", () => {
    expect(items("disable docs r")).toEqual(["docs r", "Disable robot_docs+r1"]);
    expect(items("Enable  r")).toEqual(["r", "Enable robot_docs+r2"]);
    expect(items("refresh r")).toEqual([
      "r",
      "Refresh the secret of robot_docs+r1",
      "Refresh the secret of robot_docs+r2",
    ]);
  });
  it("creates robots in projects the person manages, and filters any project", () => {
    expect(items("new robot in docs")).toEqual(["docs", "New robot account in docs"]);
    expect(items("expiring in docs")).toEqual(["docs", "Expiring soon in docs", "Expiring soon in docs-old"]);
  });
  it.each(["disable", "disable ", "disable-me", "new robot", "login in docs", "in docs", "toString x", ""])(
    "is not %j",
    (q) => expect(typedCommand(q)).toBeNull(),
  );
});

describe("filters", () => {
  it("lead to the lists at hand", () => {
    const found = filterGroup("never", "docs", true).items.map(({ label, command }) => [
      label,
      command.kind === "go" && command.href,
    ]);
    expect(found).toEqual([
      ["Never expires in docs", "/projects/docs/robots?status=never-expires"],
      ["Never used in docs", "/projects/docs/robots?status=never-used"],
      ["Never expires in system robot accounts", "/robots/system?status=never-expires"],
      ["Never used in system robot accounts", "/robots/system?status=never-used"],
    ]);
    expect(filterGroup("expiring", null, false).items.map(({ label }) => label)).toEqual([
      "Projects with robots expiring soon",
    ]);
    expect(filterGroup("outside", "docs", true).items).toEqual([]);
  });
});
