import type { Locator, Page } from "@playwright/test";
import { getDb } from "../../lib/db/client";

/** The text of a row. */
type Event = {
  action: string;
  at?: Date;
  actorName?: string;
  robotName?: string;
  targetName?: string;
  result?: string;
  details?: object;
};

/** Stores events of a project, oldest first. */
export async function storeEvents(project: { id: number; name: string }, events: Event[]): Promise<void> {
  const rows = events.map(({ details = {}, ...event }, n) => ({
    at: new Date(Date.now() - (events.length - n) * 60_000),
    actorType: "user",
    actorName: "somebody",
    projectId: project.id,
    projectName: project.name,
    details: JSON.stringify(details),
    ...event,
  }));
  await getDb().auditEvent.createMany({ data: rows });
}

export const rowsOf = (page: Page): Locator => page.locator("tbody").getByRole("row");
export const row = (page: Page, text: string): Locator => rowsOf(page).filter({ hasText: text });
export const open = (page: Page, text: string) =>
  row(page, text).first().getByRole("button", { name: "Details" }).click();
