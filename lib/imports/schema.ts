import { z } from "zod";
import { NAME_PATTERN } from "@/lib/access/robot-name";
import { readRegistryAddress } from "../registry/schema";

export const IMPORT_SOURCES = ["harbor", "htpasswd", "docker-auth", "quay", "jsonl"] as const;
export type ImportSource = (typeof IMPORT_SOURCES)[number];

export const SOURCE_LABELS: Record<ImportSource, string> = {
  harbor: "Harbor",
  htpasswd: "htpasswd",
  "docker-auth": "docker_auth",
  quay: "Quay",
  jsonl: "JSON lines",
};

const isSource = (source: string): source is ImportSource => Object.hasOwn(SOURCE_LABELS, source);

/** A robot's source as people write it; one that a later release knows, as it is stored. */
export const sourceLabel = (source: string | null): string =>
  source === null ? "another registry" : isSource(source) ? SOURCE_LABELS[source] : source;

export const MAX_LEARN_DAYS = 90;
export const MAX_IMPORT_BYTES = 64 * 1024 * 1024;
/** Listed by name in a dry run; the rest is counted. */
export const MAX_LISTED = 1_000;

const flag = z
  .enum(["true", "false"], "Use true or false.")
  .default("false")
  .transform((text) => text === "true")
  .pipe(z.boolean());

/** Options as query parameters. */
export const importOptionsSchema = z
  .object({
    source: z
      .enum(IMPORT_SOURCES, `source must be one of ${IMPORT_SOURCES.join(", ")}`)
      .meta({ description: "What the file was exported from." }),
    prefix: z
      .string()
      .max(64, "The prefix has at most 64 characters.")
      .regex(/^[^\s:\p{Cc}]*$/u, "The prefix can’t contain spaces, colons or control characters.")
      .optional()
      .meta({ description: "For Harbor: the prefix of its robots’ names, if it isn’t the one in the file." }),
    project: z
      .string()
      .max(128)
      .regex(NAME_PATTERN, "That isn’t a project’s name.")
      .optional()
      .meta({ description: "For htpasswd: the project that every name in the file gets push and pull access to." }),
    keep_ids: flag.meta({ description: "Keep the robots’ ids. Only possible before this instance has had robots." }),
    learn_from: z
      .string()
      .max(300)
      .optional()
      .meta({ description: "For robots without a secret in the file: the registry to ask at their first login." })
      .transform((text, context) => {
        if (text === undefined || text.trim() === "") return undefined;
        const reading = readRegistryAddress(text);
        if ("origin" in reading) return reading.origin;
        context.addIssue({ code: "custom", message: reading.fault });
        return z.NEVER;
      })
      .pipe(z.string().optional()),
    learn_days: z.coerce
      .number("learn_days is a number of days")
      .int()
      .min(1, "At least 1 day.")
      .max(MAX_LEARN_DAYS, `At most ${MAX_LEARN_DAYS} days.`)
      .default(30)
      .meta({ description: "For how many days the old registry is asked." }),
  })
  .refine(({ source, project }) => source !== "htpasswd" || project !== undefined, "Name the project for these users.");
export type ImportOptions = z.output<typeof importOptionsSchema>;

const named = z.object({ name: z.string(), reason: z.string() });
const list = <Item extends z.ZodType>(item: Item) => z.object({ total: z.int(), items: z.array(item) });

export const reportSchema = z.object({
  robots: z
    .object({
      total: z.int(),
      new: z.int(),
      already_here: z.int(),
      conflicts: z.int(),
      cannot_move: z.int(),
      disabled: z.int(),
      learned_later: z.int(),
    })
    .meta({
      description:
        "Counts. `disabled`: imported as disabled, although they were enabled, because no permission is left.",
    }),
  projects: z.object({ total: z.int(), new: z.int() }),
  members: z.object({ total: z.int(), new: z.int() }),
  keeps_ids: z.boolean(),
  conflicts: list(named),
  cannot_move: list(named),
  disabled: list(named),
  outside_policy: list(z.string()).meta({ description: "Robots that expire later than the policy allows." }),
  not_moved: list(named).meta({ description: "Members, groups and rules that aren’t imported, and why." }),
  existing: list(named).meta({
    description: "Who gets access to projects that already exist, to every project or to the instance.",
  }),
  permissions: z
    .array(z.object({ from: z.string(), to: z.string().nullable(), robots: z.int() }))
    .meta({ description: "What each of the source’s permissions becomes; null if it is left out." }),
  first_names: z.array(z.string()).meta({ description: "The first three login names." }),
});
export type ImportReport = z.output<typeof reportSchema>;

export const importShownSchema = z.object({
  id: z.int(),
  source: z.enum(IMPORT_SOURCES),
  state: z.enum(["ready", "applying", "applied"]),
  created_at: z.iso.datetime({ precision: 3 }),
  created_by: z.string(),
  learn_from: z.string().nullable(),
  learn_until: z.iso.datetime({ precision: 3 }).nullable(),
  batches: z.object({ total: z.int(), done: z.int() }),
  robots: z
    .object({ imported: z.int(), logged_in: z.int() })
    .meta({ description: "The robots of this import, and how many of them have logged in here." }),
  report: reportSchema,
});
export type ImportShown = z.output<typeof importShownSchema>;
