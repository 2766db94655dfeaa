import { readFile } from "node:fs/promises";
import { getDb } from "../lib/db/client";
import { makeProject, makeUser } from "../testing/builders";
import { expect, expectAccessible, test } from "./fixtures";
import { captureActions, forge } from "./forge";
import { open, rowsOf, storeEvents } from "./pages/activity-log";

test.describe("the CSV download", () => {
  test("contains what the page shows, filtered, and isn't cached", async ({ project, viewer, pageOf }) => {
    await storeEvents(project, [
      { action: "member.add", actorName: "csv-a", targetName: "=cmd|'/c calc'!A1" },
      { action: "member.add", actorName: "csv-b" },
    ]);
    const page = await pageOf(viewer);
    await page.goto(`/projects/${project.name}/activity?actor=csv-a`);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Export CSV" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`^activity-${project.name}-\\d{4}-\\d\\d-\\d\\d\\.csv$`));
    const lines = (await readFile(await download.path(), "utf8")).split("\r\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('"id","time","actor"');
    expect(lines[1]).toContain(`"'=cmd|'/c calc'!A1"`);
    const reply = await page.request.get(`/projects/${project.name}/activity/export`);
    expect(reply.headers()).toMatchObject({
      "cache-control": "no-store",
      "content-type": expect.stringContaining("text/csv"),
    });
  });

  test("is complete however long the log is", async ({ viewer, pageOf }) => {
    const project = await makeProject({ viewers: [viewer] });
    for (let batch = 0; batch < 5; batch++)
      await storeEvents(
        project,
        Array.from({ length: 2000 }, () => ({ action: "member.add", targetName: "x".repeat(200) })),
      );
    const page = await pageOf(viewer);
    const text = await (await page.request.get(`/projects/${project.name}/activity/export`)).text();
    expect(text.split("\r\n")).toHaveLength(10_002);
    expect(text.endsWith("\r\n")).toBe(true);
  });
});

test.describe("retention", () => {
  test("asks before it deletes, deletes older events, and records that in the log", async ({ pageOf, project }) => {
    // Older than the longest retention, so that no other test's events are affected.
    await storeEvents(project, [{ action: "member.add", targetName: "ancient", at: new Date("1910-01-01T00:00:00Z") }]);
    const root = await makeUser({ isAdmin: true });
    const page = await pageOf(root);
    await page.goto("/activity");
    await page.getByRole("link", { name: "Change retention" }).click();
    await page.getByRole("radio", { name: "For a number of days" }).click();
    const days = page.getByRole("textbox", { name: "Days" });
    await days.fill("0");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("At least 1 day.")).toBeVisible();
    await days.fill("36500");
    await page.getByRole("button", { name: "Save" }).click();
    const confirmation = page.getByRole("alertdialog");
    await expect(confirmation).toContainText("1 event");
    await expectAccessible(page);
    await confirmation.getByRole("button", { name: "Cancel" }).click();
    await expect(confirmation).toBeHidden();
    expect(await getDb().auditEvent.count({ where: { targetName: "ancient", projectId: project.id } })).toBe(1);
    await page.getByRole("button", { name: "Save" }).click();
    await confirmation.getByRole("button", { name: "Delete and save" }).click();
    await expect(page.getByText("Retention saved")).toBeVisible();
    await expect
      .poll(() => getDb().auditEvent.count({ where: { targetName: "ancient", projectId: project.id } }))
      .toBe(0);
    await page.goto("/activity?action=audit.purge");
    await expect(rowsOf(page).first()).toContainText("Removed old activity");
    await page.goto(`/activity?action=audit.set-retention&actor=${root.username}`);
    await open(page, "Changed how long activity is kept");
    await expect(rowsOf(page).getByText("36,500 days")).toBeVisible();
  });

  test("refuses forged requests from a project's admin, a viewer or an outsider", async ({
    pageOf,
    admin,
    viewer,
    outsider,
  }) => {
    const root = await makeUser({ isAdmin: true });
    const page = await pageOf(root);
    await page.goto("/settings/retention");
    const [count, save] = await captureActions(page, async () => {
      await page.getByRole("radio", { name: "Indefinitely" }).click();
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByText("Retention saved")).toBeVisible();
    });
    if (!count || !save) throw new Error("The page didn't send these actions.");
    for (const attacker of [admin, viewer, outsider]) {
      const session = await pageOf(attacker);
      for (const action of [count, save])
        expect(await forge(session, action, [{ days: 1 }]), attacker.name).toMatchObject({
          ok: false,
          code: "FORBIDDEN",
        });
      const refused = { actorName: attacker.username, action: "audit.set-retention", result: "refused" };
      expect(await getDb().auditEvent.count({ where: refused })).toBe(1);
    }
    expect(
      await getDb().auditEvent.count({
        where: {
          actorName: { in: [admin, viewer, outsider].map((p) => p.username) },
          action: "audit.set-retention",
          result: "success",
        },
      }),
    ).toBe(0);
  });
});
