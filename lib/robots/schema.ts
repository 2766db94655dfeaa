import { z } from "zod";
import { type AllowedAddress, allowedAddressesSchema } from "@/lib/access/address-list";
import { MAX_DURATION_DAYS, NEVER } from "@/lib/access/expiry";
import { PROJECT_ACCESS_KEYS, SYSTEM_PERMISSION_KEYS } from "@/lib/access/permissions";
import { limitFault, readPatterns, typedPatternsSchema } from "@/lib/access/repositories";
import { MAX_LOGIN_NAME_LENGTH, NAME_PATTERN } from "@/lib/access/robot-name";
import { atMost } from "../bounded-array";
import { pagingSchema } from "../pagination";
import { projectNameSchema } from "../projects/schema";
import { plainText } from "../text";
import { ROBOT_FILTER_KEYS } from "./filters";

export const robotIdSchema = z.number().int().positive().max(2_147_483_647);

/** What people type. It can never be changed: clients log in with it. */
export const robotNameSchema = z
  .string("Enter a name for the robot.")
  .min(1, "Enter a name for the robot.")
  .max(MAX_LOGIN_NAME_LENGTH, `At most ${MAX_LOGIN_NAME_LENGTH} characters.`)
  .regex(
    NAME_PATTERN,
    "Use lowercase letters and digits, with single dots, underscores or hyphens between them, such as ci-build.",
  );

export const MAX_DESCRIPTION = 1000;
export const descriptionSchema = plainText(MAX_DESCRIPTION);

/** Whole days, or -1 for never. */
export const durationSchema = z
  .number("Enter a whole number of days.")
  .int("Enter a whole number of days.")
  .max(MAX_DURATION_DAYS, `At most ${MAX_DURATION_DAYS} days; choose “Never” instead.`)
  .refine((days) => days === NEVER || days >= 1, "At least 1 day.");

export const permissionsSchema = atMost(
  z
    .array(z.enum(PROJECT_ACCESS_KEYS, "This permission doesn’t exist."), "Choose at least one permission.")
    .min(1, "Choose at least one permission."),
  PROJECT_ACCESS_KEYS.length * 2,
  "Too many permissions.",
).transform((keys) => PROJECT_ACCESS_KEYS.filter((key) => keys.includes(key)));

/** How an edit changes the expiry. Days count from the moment of saving. */
export const expiryChangeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("keep") }),
  z.object({ kind: z.literal("never") }),
  z.object({ kind: z.literal("days"), days: durationSchema.refine((days) => days >= 1, "At least 1 day.") }),
]);
export type ExpiryChange = z.infer<typeof expiryChangeSchema>;

/** Robots that need more projects than this get "every project". */
export const MAX_ROBOT_PROJECTS = 1000;

const projectAccessSchema = z
  .object({
    /** A project's name, or null for every project, present and future. */
    project: projectNameSchema.nullable(),
    permissions: permissionsSchema,
    /** Patterns as typed; omitted for all repositories. */
    repositories: typedPatternsSchema.optional(),
  })
  .transform(({ repositories: typed, ...row }, context) => {
    const reading = typed ? readPatterns(typed, row.project) : { patterns: undefined };
    const patterns = "fault" in reading ? undefined : reading.patterns;
    const message = "fault" in reading ? reading.fault : limitFault(row.permissions, patterns);
    if (message) context.addIssue({ code: "custom", path: ["repositories"], message });
    return { ...row, ...(patterns && { repositories: patterns }) };
  });

/** What a robot may do, and where. A project's robot has access to that project only. */
export const robotAccessSchema = z
  .object({
    projects: atMost(
      z.array(projectAccessSchema),
      // One more than the limit: the row for every project names none.
      MAX_ROBOT_PROJECTS + 1,
      `At most ${MAX_ROBOT_PROJECTS} projects; choose “All projects” instead.`,
    ).refine((rows) => new Set(rows.map(({ project }) => project)).size === rows.length, "A project is listed twice."),
    system: atMost(
      z.array(z.enum(SYSTEM_PERMISSION_KEYS, "This permission doesn’t exist.")),
      SYSTEM_PERMISSION_KEYS.length * 2,
      "Too many permissions.",
    ).transform((keys) => SYSTEM_PERMISSION_KEYS.filter((key) => keys.includes(key))),
  })
  .refine(({ projects, system }) => projects.length + system.length > 0, {
    path: ["projects"],
    error: "Choose at least one project or system permission.",
  });
export type RobotAccess = z.infer<typeof robotAccessSchema>;

/** Who is told before the robot expires; empty: its admins only. */
export const contactSchema = z
  .string("Enter a complete email address, or leave it blank.")
  .max(254, "At most 254 characters.")
  .refine((text) => text === "" || z.email().safeParse(text).success, {
    error: "Enter a complete email address, or leave it blank.",
  });

/** The columns that forms set as they are. A column added here is stored, edited and logged. */
export const plainColumnsSchema = z.object({ description: descriptionSchema, contact: contactSchema });
export type PlainColumns = z.infer<typeof plainColumnsSchema>;

/** The plain columns of a robot, with the changes of an edit. */
export function plainColumns(robot: PlainColumns, edit: Partial<PlainColumns> = {}): PlainColumns {
  const entries = plainColumnsSchema.keyof().options.map((key) => [key, edit[key] ?? robot[key]]);
  return Object.fromEntries(entries) as PlainColumns;
}

/** A new robot. `project`: its home; null for a system robot. */
export const createRobotSchema = plainColumnsSchema.extend({
  contact: contactSchema.default(""),
  project: projectNameSchema.nullable(),
  name: robotNameSchema,
  duration: durationSchema,
  access: robotAccessSchema,
  allowedAddresses: allowedAddressesSchema.optional(),
  /** Made once when the form opens: the same form sent twice creates one robot. */
  creationKey: z.uuid(),
});
/** Only the REST API creates disabled robots, and only files robots that are managed by someone. */
export type CreateRobotInput = Omit<z.infer<typeof createRobotSchema>, "allowedAddresses" | "contact"> & {
  contact?: string;
  disabled?: boolean;
  managedBy?: string;
  allowedAddresses?: readonly AllowedAddress[];
};

/** An edit as the console sends it. */
export const updateRobotSchema = plainColumnsSchema.extend({
  /** Pages of an earlier release don't send it. */
  contact: contactSchema.optional(),
  id: robotIdSchema,
  /** The version the form was filled from. */
  version: z.number().int().positive(),
  expiry: expiryChangeSchema,
  access: robotAccessSchema,
  allowedAddresses: allowedAddressesSchema.optional(),
});

/** A change of a robot. What is left out stays as it is. */
export type UpdateRobotInput = Partial<PlainColumns> & {
  id: number;
  /** The version the caller saw; without one, any. */
  version?: number;
  /** `lifetime`: days (-1: never) counted from creation, as the REST API counts. */
  expiry?: ExpiryChange | { kind: "lifetime"; days: number };
  disabled?: boolean;
  managedBy?: string;
  access?: RobotAccess;
  /** Empty for anywhere. */
  allowedAddresses?: readonly AllowedAddress[];
};

export const setRobotDisabledSchema = z.object({ id: robotIdSchema, disabled: z.boolean() });
export type SetRobotDisabledInput = z.infer<typeof setRobotDisabledSchema>;

/** One transaction deletes all of them, and others wait for it. */
export const MAX_DELETED = 100;

export const deleteRobotsSchema = z.object({
  ids: atMost(
    z.array(robotIdSchema).min(1, "Select at least one robot."),
    MAX_DELETED,
    `At most ${MAX_DELETED} robots at once.`,
  ).transform((ids) => [...new Set(ids)]),
});
/** `version`: the one the caller saw of a single robot; only the REST API sends it. */
export type DeleteRobotsInput = z.infer<typeof deleteRobotsSchema> & { version?: number };

/** One rule of a manual secret; the form checks them off while typing. */
export type SecretRule = { id: string; label: string; test: (secret: string) => boolean };

/** `maxLength`: ROBOT_SECRET_MAX_LENGTH. */
export function secretRules(maxLength: number): SecretRule[] {
  return [
    {
      id: "length",
      label: `8 to ${maxLength} characters`,
      test: (secret) => secret.length >= 8 && secret.length <= maxLength,
    },
    { id: "upper", label: "at least 1 uppercase letter", test: (secret) => /[A-Z]/.test(secret) },
    { id: "lower", label: "at least 1 lowercase letter", test: (secret) => /[a-z]/.test(secret) },
    { id: "digit", label: "at least 1 digit", test: (secret) => /[0-9]/.test(secret) },
    {
      id: "characters",
      label: "only printable ASCII, no spaces",
      test: (secret) => secret !== "" && /^[\x21-\x7e]*$/.test(secret),
    },
  ];
}

/** A manual secret; the message names every rule it breaks. */
export function manualSecretSchema(maxLength: number) {
  return z.string("Enter a secret.").superRefine((secret, context) => {
    const unmet = secretRules(maxLength).filter((rule) => !rule.test(secret));
    if (unmet.length > 0)
      context.addIssue({ code: "custom", message: `Needs ${unmet.map((rule) => rule.label).join(", ")}.` });
  });
}

export const ROBOT_SORTS = ["name", "created", "expires", "lastUsed"] as const;

export const listRobotsSchema = pagingSchema.extend({
  q: z.string().max(255).catch(""),
  /** Unknown ones are ignored. */
  status: z
    .array(z.unknown())
    .catch([])
    .transform((chosen) => ROBOT_FILTER_KEYS.filter((key) => chosen.includes(key))),
  sort: z.enum(ROBOT_SORTS).catch("created"),
  dir: z.enum(["asc", "desc"]).catch("desc"),
});
export type ListRobotsInput = z.infer<typeof listRobotsSchema>;

/** As many robots as can be selected at once. */
export const MAX_SELECTED = 1000;

/** `project`: null for system robots. */
export const selectRobotsSchema = listRobotsSchema
  .pick({ q: true, status: true })
  .extend({ project: projectNameSchema.nullable() });
export type SelectRobotsInput = z.output<typeof selectRobotsSchema>;
