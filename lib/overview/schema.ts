import { z } from "zod";
import { PROJECT_ACCESS_KEYS } from "@/lib/access/permissions";
import { atMost } from "../bounded-array";
import { contactSchema, listRobotsSchema, MAX_SELECTED, robotIdSchema } from "../robots/schema";
import { oneLine } from "../text";

/** The columns to choose, beside the name. Keys are the URL's. */
export const OVERVIEW_COLUMNS = {
  project: "Project",
  contact: "Contact",
  status: "Status",
  expires: "Expires",
  lastUsed: "Last used",
  logins: "Logins, 30 days",
  secrets: "Secrets",
  created: "Created",
  description: "Description",
} as const;
export type OverviewColumn = keyof typeof OVERVIEW_COLUMNS;
export const OVERVIEW_COLUMN_KEYS = Object.keys(OVERVIEW_COLUMNS) as OverviewColumn[];
export const DEFAULT_COLUMNS: readonly OverviewColumn[] = OVERVIEW_COLUMN_KEYS.filter(
  (key) => key !== "created" && key !== "description",
);

export const listAllSchema = listRobotsSchema.extend({
  /** A permission that a robot holds in some project. */
  holds: z.enum(PROJECT_ACCESS_KEYS).nullable().catch(null),
  /** Unknown ones are ignored; none at all means the default. */
  columns: z
    .array(z.unknown())
    .catch([])
    .transform((chosen) => OVERVIEW_COLUMN_KEYS.filter((key) => chosen.includes(key)))
    .transform((chosen) => (chosen.length > 0 ? chosen : [...DEFAULT_COLUMNS])),
});
export type ListAllInput = z.output<typeof listAllSchema>;
export type AllFilter = Pick<ListAllInput, "q" | "status" | "holds">;

export const EXPORT_FORMATS = ["csv", "json"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Each person keeps at most so many. */
export const MAX_VIEWS = 50;
/** What a view keeps of the page's address. */
const KEPT = ["q", "status", "holds", "sort", "dir", "size", "columns"];

export const saveViewSchema = z.object({
  name: oneLine(60).pipe(z.string().min(1, "Enter a name for the view.")),
  query: z
    .string()
    .max(2000)
    .transform((query) => {
      const given = new URLSearchParams(query);
      return new URLSearchParams(
        KEPT.flatMap((key) => (given.get(key) ? [[key, given.get(key) ?? ""]] : [])),
      ).toString();
    }),
});
export type SaveViewInput = z.output<typeof saveViewSchema>;
export const removeViewSchema = z.object({ id: z.number().int().positive().max(2_147_483_647) });

export type SavedView = { id: number; name: string; query: string };

/** As many as one transaction changes; others wait for it. */
export const MAX_BULK = 500;

const bulkChangeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("delete") }),
  /** Empty for nobody. */
  z.object({ kind: z.literal("contact"), contact: contactSchema }),
  z.object({
    kind: z.literal("extend"),
    /** From now. */
    days: z
      .number("Enter a whole number of days.")
      .int("Enter a whole number of days.")
      .min(1, "At least 1 day.")
      .max(36_500, "At most 36,500 days."),
  }),
]);
export type BulkChange = z.output<typeof bulkChangeSchema>;

/** The robots chosen one by one, or all that a search and filters match. */
export const previewBulkSchema = z.object({
  change: bulkChangeSchema,
  of: z.union([
    z.object({
      ids: atMost(z.array(robotIdSchema).min(1, "Select at least one robot."), MAX_SELECTED, "Too many robots."),
    }),
    z.object({ matching: listAllSchema.pick({ q: true, status: true, holds: true }) }),
  ]),
});
export type PreviewBulkInput = z.output<typeof previewBulkSchema>;

export const bulkSchema = z.object({
  change: bulkChangeSchema,
  /** As the preview showed them. */
  robots: atMost(
    z.array(z.object({ id: robotIdSchema, version: z.number().int().positive() })).min(1, "Select at least one robot."),
    MAX_BULK,
    `At most ${MAX_BULK} robots at once.`,
  ),
});
export type BulkInput = z.output<typeof bulkSchema>;
