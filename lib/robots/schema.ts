import { z } from "zod";
import { MAX_DURATION_DAYS, NEVER, ROBOT_STATUSES } from "@/lib/access/expiry";
import { PROJECT_ACCESS_KEYS, type ProjectPermissionKey, SYSTEM_PERMISSION_KEYS } from "@/lib/access/permissions";
import { MAX_LOGIN_NAME_LENGTH, NAME_PATTERN } from "@/lib/access/robot-name";
import { atMost } from "../bounded-array";
import { projectNameSchema } from "../projects/schema";
import { plainText } from "../text";

export const robotIdSchema = z.number().int().positive().max(2_147_483_647);

/** What the admin types; fixed for life. */
export const robotNameSchema = z
  .string("Enter a name for the robot.")
  .min(1, "Enter a name for the robot.")
  .max(MAX_LOGIN_NAME_LENGTH, `At most ${MAX_LOGIN_NAME_LENGTH} characters.`)
  .regex(
    NAME_PATTERN,
    "Use lowercase letters and digits, with single dots, underscores or hyphens between them, such as ci-build.",
  );

export const descriptionSchema = plainText(1000);

/** Lifetime in whole days, or -1 for never. */
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

export const createRobotSchema = z.object({
  project: projectNameSchema,
  name: robotNameSchema,
  description: descriptionSchema,
  duration: durationSchema,
  permissions: permissionsSchema,
  /** Made once when the form opens: the same form sent twice creates one robot. */
  creationKey: z.uuid(),
});
/** `disabled`: made so at once; only the REST API asks for that. */
export type CreateRobotInput = z.infer<typeof createRobotSchema> & { disabled?: boolean };

/** How an edit moves the expiry. Days count from the moment of saving. */
export const expiryChangeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("keep") }),
  z.object({ kind: z.literal("never") }),
  z.object({ kind: z.literal("days"), days: durationSchema.refine((days) => days >= 1, "At least 1 day.") }),
]);
export type ExpiryChange = z.infer<typeof expiryChangeSchema>;

export const updateRobotSchema = z.object({
  id: robotIdSchema,
  /** The version the form was filled from. */
  version: z.number().int().positive(),
  description: descriptionSchema,
  permissions: permissionsSchema,
  expiry: expiryChangeSchema,
});

/** A change of a robot. What is left out stays as it is. */
export type RobotEdit = {
  id: number;
  /** The version the caller saw; without one, whatever it is now. */
  version?: number;
  description?: string;
  /** `lifetime`: so many days (-1: never) counted from when the robot was made, as the REST API counts. */
  expiry?: ExpiryChange | { kind: "lifetime"; days: number };
  disabled?: boolean;
};
export type UpdateRobotInput = RobotEdit & { permissions?: readonly ProjectPermissionKey[] };

/** Most projects that one robot names; more than that is what "every project" is for. */
export const MAX_ROBOT_PROJECTS = 1000;

const projectAccessSchema = z.object({
  /** A project's name, or null indefinitelyy project, present and future. */
  project: projectNameSchema.nullable(),
  permissions: permissionsSchema,
});

/** What a robot may do, and where. One of a project holds permissions in that project alone. */
export const robotAccessSchema = z
  .object({
    projects: atMost(
      z.array(projectAccessSchema),
      // One more than the limit: the row indefinitelyy project names none.
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

export const createSystemRobotSchema = createRobotSchema
  .omit({ project: true, permissions: true })
  .extend({ access: robotAccessSchema });
/** `disabled`: made so at once; only the REST API asks for that. */
export type CreateSystemRobotInput = z.infer<typeof createSystemRobotSchema> & { disabled?: boolean };

export const updateSystemRobotSchema = updateRobotSchema
  .omit({ permissions: true })
  .extend({ access: robotAccessSchema });
export type UpdateSystemRobotInput = RobotEdit & { access?: RobotAccess };

/** A project's robot holds nothing outside of its project. */
const staysHome = ({ project, access: { projects, system } }: { project: string | null; access: RobotAccess }) =>
  project === null || (system.length === 0 && projects.length === 1 && projects[0]?.project === project);
const LEAVES_HOME = { path: ["access"], error: "A project’s robot account can only access that project." };

/** A new robot as the console sends it. `project`: the one it belongs to; null for a system robot. */
export const newRobotSchema = createSystemRobotSchema
  .extend({ project: projectNameSchema.nullable() })
  .refine(staysHome, LEAVES_HOME);

/** An edit as the console sends it. */
export const robotEditSchema = updateSystemRobotSchema
  .extend({ project: projectNameSchema.nullable() })
  .refine(staysHome, LEAVES_HOME);

export const setRobotDisabledSchema = z.object({ id: robotIdSchema, disabled: z.boolean() });
export type SetRobotDisabledInput = z.infer<typeof setRobotDisabledSchema>;

export const deleteRobotsSchema = z.object({
  ids: atMost(
    z.array(robotIdSchema).min(1, "Select at least one robot."),
    100,
    "At most 100 robots at once.",
  ).transform((ids) => [...new Set(ids)]),
});
/** `version`: the one that the caller saw of a single robot; only the REST API names it. */
export type DeleteRobotsInput = z.infer<typeof deleteRobotsSchema> & { version?: number };

/** One rule a hand-given secret must keep, for the form that ticks them off while typing. */
export type SecretRule = { id: string; label: string; test: (secret: string) => boolean };

/** The rules of a hand-given secret. `maxLength` is the instance's setting (20 by default). */
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

/** A hand-given secret; the message names every rule that is not met. */
export function manualSecretSchema(maxLength: number) {
  return z.string("Enter a secret.").superRefine((secret, context) => {
    const unmet = secretRules(maxLength).filter((rule) => !rule.test(secret));
    if (unmet.length > 0)
      context.addIssue({ code: "custom", message: `Needs ${unmet.map((rule) => rule.label).join(", ")}.` });
  });
}

export const refreshSecretSchema = z.object({
  id: robotIdSchema,
  /** The version the caller saw, when they saw one: a refresh in between is then a conflict. */
  version: z.number().int().positive().optional(),
  /** Absent: a secret is generated. The length limit is a setting, so the verb checks the rules. */
  secret: z.string().max(256, "Too long.").optional(),
});
export type RefreshSecretInput = z.infer<typeof refreshSecretSchema>;

/** What a list may be narrowed to: a status, those that nobody uses, those that a stricter policy came after. */
export const ROBOT_FILTERS = [...ROBOT_STATUSES, "idle", "outside"] as const;
export type RobotFilter = (typeof ROBOT_FILTERS)[number];

export const ROBOT_SORTS = ["name", "created", "expires", "lastUsed"] as const;

export const listRobotsSchema = z.object({
  q: z.string().max(255).catch(""),
  status: z.enum(ROBOT_FILTERS).nullable().catch(null),
  sort: z.enum(ROBOT_SORTS).catch("created"),
  dir: z.enum(["asc", "desc"]).catch("desc"),
  page: z.number().int().min(1).max(100_000).catch(1),
  size: z.union([z.literal(15), z.literal(25), z.literal(50), z.literal(100)]).catch(15),
});
export type ListRobotsInput = z.infer<typeof listRobotsSchema>;
