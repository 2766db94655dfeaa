import { z } from "zod";
import { MAX_DURATION_DAYS, NEVER } from "@/lib/access/expiry";
import { PROJECT_ACCESS_KEYS, SYSTEM_PERMISSION_KEYS } from "@/lib/access/permissions";
import { NAME_PATTERN } from "@/lib/access/robot-name";
import { atMost } from "../bounded-array";
import { contactSchema, descriptionSchema, MAX_ROBOT_PROJECTS } from "../robots/schema";
import { integerText } from "./paging";
import { allowedAddressesField, repositoriesFault, repositoriesField } from "./robot-limits";

const NAME = "robot name is not in lower case or contains illegal characters";
const NO_PERMISSION = "bad request empty permission";
const NO_ACCESS = "bad request empty access";

/** The maximum number of projects, every project at once, and the instance. */
const MAX_PERMISSIONS = MAX_ROBOT_PROJECTS + 2;
/** More than we or Harbor have, so that an unknown permission is reported by name. */
const MAX_PAIRS = 200;
const TOO_MANY_PAIRS = `bad request permission: at most ${MAX_PAIRS} pairs in one access list`;

/** A client's input, shortened for an error message. */
const shown = (input: unknown) =>
  (typeof input === "string" ? input : (JSON.stringify(input) ?? "")).toWellFormed().slice(0, 100);

const durationFault = (input: unknown) =>
  `bad request error duration input: ${shown(input ?? 0)}, duration must be either -1(Never) or a positive integer`;

const days = z
  .int({ error: ({ input }) => durationFault(input) })
  .min(1, { error: ({ input }) => durationFault(input) })
  .max(MAX_DURATION_DAYS, { error: ({ input }) => durationFault(input) });
const duration = z
  .union([z.literal(NEVER), days], { error: ({ input }) => durationFault(input) })
  .meta({ description: "Days from creation to expiry, or -1 for never." });

const level = z.enum(["project", "system"], {
  error: ({ input }) => `bad request error level input: ${shown(input ?? "")}`,
});

/** Null means the same as omitting the key. */
export const optional = <S extends z.ZodType>(schema: S) =>
  schema.nullish().transform((value) => (value === null ? undefined : value) as z.output<S> | undefined);

const access = z.object(
  {
    resource: z.string(NO_ACCESS).meta({ description: "For example, `repository`." }),
    action: z.string(NO_ACCESS).meta({ description: "For example, `pull`. `GET /permissions` lists all pairs." }),
    effect: optional(
      z
        .literal("allow", { error: ({ input }) => `bad request permission effect: ${shown(input)}` })
        .meta({ description: "`allow`, or omitted: permissions can’t deny." }),
    ),
  },
  NO_ACCESS,
);

const permission = z.object(
  {
    kind: z
      .string("bad request permission level: ")
      .meta({ description: "`project`, or `system` for the instance itself." }),
    namespace: z.string("bad request permission namespace").meta({
      description: "A project’s name, `*` for every project (system level only), or `/` with kind `system`.",
    }),
    access: atMost(z.array(access, NO_ACCESS).min(1, NO_ACCESS), MAX_PAIRS, TOO_MANY_PAIRS),
    repositories: optional(repositoriesField),
  },
  NO_PERMISSION,
);
export type PermissionInput = z.output<typeof permission>;

export const keysOf = ({ access }: PermissionInput) => access.map(({ resource, action }) => `${resource}:${action}`);

const permissions = atMost(
  z.array(permission, NO_PERMISSION).min(1, NO_PERMISSION),
  MAX_PERMISSIONS,
  `bad request permission: at most ${MAX_PERMISSIONS} permission objects`,
);

const description = descriptionSchema.meta({ description: "Free text." });
const contact = contactSchema.meta({ description: "The email address of the person responsible for it." });
const disable = z
  .boolean("disable must be true or false")
  .meta({ description: "A disabled robot account can’t log in." });

type Fault = string | null;

/** The first fault, with Harbor's messages and order. */
function permissionFault(forLevel: string, permissions: readonly PermissionInput[]): Fault {
  if (forLevel === "project" && permissions.length > 1) return "bad request permission";
  for (const permission of permissions) {
    const { kind, namespace, access } = permission;
    if (kind !== "project" && kind !== "system") return `bad request permission level: ${shown(kind)}`;
    if (kind === "system" && forLevel === "project") return `bad request permission level: ${shown(kind)}`;
    if (kind === "system" && namespace !== "/") return "bad request permission namespace: kind system needs /";
    if (kind === "project" && namespace === "*" && forLevel === "project")
      return "bad request permission namespace: * needs level system";
    const keys: readonly string[] = kind === "system" ? SYSTEM_PERMISSION_KEYS : PROJECT_ACCESS_KEYS;
    const wrong = access.find(({ resource, action }) => !keys.includes(`${resource}:${action}`));
    if (wrong) return `bad request permission: ${shown(wrong.resource)}:${shown(wrong.action)}`;
    const fault = repositoriesFault(permission, keysOf(permission));
    if (fault) return fault;
  }
  return null;
}

type Context = { addIssue: (issue: { code: "custom"; message: string }) => void };

function refinePermissions(body: { level: string; permissions?: readonly PermissionInput[] }, context: Context): void {
  const message = permissionFault(body.level, body.permissions ?? []);
  if (message) context.addIssue({ code: "custom", message });
}

/** The body of POST. The order of the keys decides which fault is reported. */
export const robotCreateSchema = z
  .object(
    {
      name: z
        .string(NAME)
        .regex(NAME_PATTERN, NAME)
        .meta({ description: "Without prefix and project. Can’t be changed later." }),
      duration,
      level,
      permissions,
      description: optional(description),
      contact: optional(contact),
      disable: optional(disable),
      allowed_addresses: optional(allowedAddressesField),
    },
    "the body must be an object",
  )
  .superRefine(refinePermissions)
  .meta({ id: "RobotCreate" });

/**
 * The body of PUT. With both `duration` and `permissions` it is a full update, in which omitted keys are false or empty,
 * because some clients omit such values. Otherwise omitted keys stay unchanged.
 */
export const robotUpdateSchema = z
  .object(
    {
      name: z.string("cannot update the level or name of robot").meta({ description: "The login name, unchanged." }),
      duration: optional(duration),
      level: z.string("cannot update the level or name of robot").meta({ description: "Unchanged." }),
      permissions: optional(permissions).meta({
        description: "Replaces all permissions. A namespace keeps its `repositories` unless they’re given.",
      }),
      description: optional(description),
      contact: optional(contact),
      disable: optional(disable),
      allowed_addresses: optional(allowedAddressesField),
    },
    "the body must be an object",
  )
  .superRefine(refinePermissions)
  .transform((body) => {
    if (body.duration === undefined || !body.permissions) return body;
    return { ...body, description: body.description ?? "", disable: body.disable ?? false };
  })
  .meta({ id: "RobotUpdate" });

const MAX_ID = Number.MAX_SAFE_INTEGER;
export const robotParams = z.object({ id: integerText("id", 0, MAX_ID).meta({ description: "The robot’s id." }) });

const time = z.iso.datetime({ precision: 3 });
const count = z.int();

export const robotShown = z
  .object({
    id: count,
    name: z.string().meta({ description: "The login name." }),
    description: z.string(),
    contact: z.string().meta({ description: "An email address, or empty." }),
    level: z.enum(["project", "system"]),
    duration: count.meta({ description: "Days from creation to expiry, rounded up; -1 for never." }),
    expires_at: count.meta({ description: "Unix epoch seconds; -1 for never." }),
    disable: z.boolean(),
    editable: z.literal(true),
    creation_time: time,
    update_time: time,
    secret_changed_at: time,
    previous_secret: z
      .object({
        expires_at: count.meta({ description: "Unix epoch seconds." }),
        last_used_at: time.nullable(),
      })
      .nullable()
      .meta({ description: "The old secret while it works." }),
    creator_type: z.enum(["local", "robot"]),
    creator_ref: count,
    permissions: z.array(
      z.object({
        kind: z.enum(["project", "system"]),
        namespace: z.string(),
        access: z.array(z.object({ resource: z.string(), action: z.string() })),
        repositories: z
          .array(z.string())
          .optional()
          .meta({ description: "Patterns of the repositories it applies to; `*` is all. Only with kind `project`." }),
      }),
    ),
    managed_by: z.string().meta({ description: "The owner of the files that describe it; empty if there are none." }),
    imported_from: z
      .string()
      .nullable()
      .meta({ description: "What it was imported from, such as `harbor`; null if it was created here." }),
    imported_at: time.nullable(),
    moved_at: time.nullable().meta({ description: "Its first login here after the import." }),
    allowed_addresses: z
      .array(z.string())
      .meta({ description: "The networks that it may log in from; empty means anywhere." }),
  })
  .meta({ id: "Robot" });
export type RobotShown = z.output<typeof robotShown>;

export const robotCreated = z
  .object({ creation_time: time, expires_at: count, id: count, name: z.string(), secret: z.string() })
  .meta({ id: "RobotCreated" });
