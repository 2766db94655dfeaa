import { z } from "zod";
import { MAX_ALLOWED_ADDRESSES } from "@/lib/access/address-list";
import { MAX_DURATION_DAYS, NEVER } from "@/lib/access/expiry";
import { readNetwork } from "@/lib/access/networks";
import { PROJECT_ACCESS_KEYS, SYSTEM_PERMISSION_KEYS } from "@/lib/access/permissions";
import { limitFault, MAX_PATTERNS, readPatterns } from "@/lib/access/repositories";
import { NAME_PATTERN } from "@/lib/access/robot-name";
import { projectNameSchema } from "../projects/schema";
import { MAX_ROBOT_PROJECTS, plainColumnsSchema, robotNameSchema } from "../robots/schema";

export const DOCUMENT_VERSION = "purser/v1";
/** One transaction writes all of them. */
export const MAX_ROBOTS = 500;
const MAX_DOCUMENTS = 100;
const EVERY_PROJECT = "*";

const EXPIRES = 'must be a number of days such as 90d, or "never"';
const expires = z
  .string(EXPIRES)
  .regex(/^(never|[1-9]\d{0,9}d)$/, EXPIRES)
  .refine((text) => daysOf(text) <= MAX_DURATION_DAYS, `at most ${MAX_DURATION_DAYS}d; or "never"`)
  .meta({ description: "Lifetime such as `90d`, counted from when it was set, or `never`." });

/** Days of a lifetime as files spell it; {@link NEVER} for "never". */
export const daysOf = (text: string): number => (text === "never" ? NEVER : Number(text.slice(0, -1)));

/** The inverse of {@link daysOf}. */
export const expiresText = (days: number): string => (days === NEVER ? "never" : `${days}d`);

function keys<Key extends string>(catalog: readonly Key[]) {
  const fault = ({ input }: { input?: unknown }) => `there is no permission ${JSON.stringify(input) ?? ""}`.trim();
  const known = z.enum(catalog as [Key, ...Key[]], { error: fault });
  return z.array(known, "must be a list of permissions such as repository:pull").max(catalog.length * 2, "is too long");
}

const projectKeys = keys(PROJECT_ACCESS_KEYS).min(1, "must list at least one permission");
const repositories = z
  .array(z.string("must be a pattern such as site or team/*"), 'must be a list of patterns; ["*"] allows all')
  .min(1, 'must list at least one pattern; ["*"] allows all')
  .max(MAX_PATTERNS, `at most ${MAX_PATTERNS} patterns`)
  .meta({ description: "Limits the permissions to repositories such as `site` and `team/*`; `*` is all of them." });
const network = z.string("must be an address or a network").superRefine((text, context) => {
  const reading = readNetwork(text);
  if ("fault" in reading) context.addIssue({ code: "custom", message: reading.fault });
});

type Plain = keyof typeof plainColumnsSchema.shape;
const columns = plainColumnsSchema.partial().shape as { [Key in Plain]: z.ZodOptional<z.ZodType<string, string>> };

/** What is left out of a robot that exists stays as it is. */
const shared = {
  name: robotNameSchema.meta({ description: "Without prefix and project. Can’t be changed later." }),
  ...columns,
  expires,
  disabled: z
    .boolean("must be true or false")
    .optional()
    .meta({ description: "A disabled robot account can’t log in." }),
  allowedAddresses: z
    .array(network, "must be a list of addresses and networks; [] allows any")
    .max(MAX_ALLOWED_ADDRESSES, `at most ${MAX_ALLOWED_ADDRESSES} entries`)
    .optional()
    .meta({ description: "The addresses and CIDR networks it may log in from; `[]` means anywhere." }),
};

type Limited = { permissions: readonly string[]; repositories?: readonly string[] | undefined };

/** Also checked when a list of repositories that the robot already has meets new permissions. */
function refineLimit({ permissions, repositories: typed }: Limited, context: z.RefinementCtx): void {
  if (!typed) return;
  const reading = readPatterns(typed, null);
  const message = "fault" in reading ? reading.fault : limitFault(permissions, reading.patterns);
  if (message) context.addIssue({ code: "custom", path: ["repositories"], message });
}

const projectRobot = z
  .strictObject({ ...shared, permissions: projectKeys, repositories: repositories.optional() })
  .superRefine(refineLimit)
  .meta({ id: "ProjectRobotFile" });

const place = z
  .string("must be a project’s name, or * for every project")
  .max(128)
  .refine(
    (name) => name === EVERY_PROJECT || NAME_PATTERN.test(name),
    "must be a project’s name, or * for every project",
  );
const systemRobot = z
  .strictObject({
    ...shared,
    system: keys(SYSTEM_PERMISSION_KEYS).optional().meta({ description: "Permissions on the instance itself." }),
    projects: z
      .array(
        z
          .strictObject({ project: place, permissions: projectKeys, repositories: repositories.optional() })
          .superRefine(refineLimit),
        "must be a list of projects",
      )
      .max(MAX_ROBOT_PROJECTS + 1, `at most ${MAX_ROBOT_PROJECTS} projects; use * for every project`)
      .refine((rows) => new Set(rows.map(({ project }) => project)).size === rows.length, "lists a project twice")
      .optional(),
  })
  .refine(
    ({ system = [], projects = [] }) => system.length + projects.length > 0,
    "needs projects or system permissions",
  )
  .meta({ id: "SystemRobotFile" });

export type ProjectRobot = z.output<typeof projectRobot>;
export type SystemRobot = z.output<typeof systemRobot>;

const apiVersion = z.literal(DOCUMENT_VERSION, `must be ${DOCUMENT_VERSION}`);
const listOf = <Robot extends z.ZodType>(robot: Robot) =>
  z.array(robot, "must be a list of robot accounts").max(MAX_ROBOTS, `at most ${MAX_ROBOTS} robot accounts`);

/** A file that describes the robots of one project, or system robots. */
export const documentSchema = z
  .discriminatedUnion(
    "level",
    [
      z.strictObject({
        apiVersion,
        level: z.literal("project").optional(),
        project: projectNameSchema,
        robots: listOf(projectRobot),
      }),
      z.strictObject({ apiVersion, level: z.literal("system"), robots: listOf(systemRobot) }),
    ],
    'must be "project" or "system"',
  )
  .meta({ id: "RobotFile" });
export type RobotDocument = z.output<typeof documentSchema>;

const OWNER = "must be 1 to 64 letters, digits, dots, underscores, hyphens or slashes, such as gitops";
const ownerSchema = z.string(OWNER).regex(/^[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,62}[A-Za-z0-9])?$/, OWNER);

export const applySchema = z
  .strictObject({
    documents: z
      .array(documentSchema, "must be a list of files")
      .min(1, "must hold at least one file")
      .max(MAX_DOCUMENTS, `at most ${MAX_DOCUMENTS} files`)
      .refine(
        (all) => all.reduce((sum, { robots }) => sum + robots.length, 0) <= MAX_ROBOTS,
        `at most ${MAX_ROBOTS} robot accounts at once: apply them in parts`,
      ),
    owner: ownerSchema.optional().meta({ description: "Marks the robot accounts as managed by these files." }),
    prune: z.boolean().default(false).meta({
      description: "Delete the owner’s other robot accounts in the places that the files name.",
    }),
    dryRun: z.boolean().default(false).meta({ description: "Only report what would change." }),
    allowReplace: z.boolean().default(false).meta({
      description: "Accept that a robot account under a new name has a new secret, and the old one is deleted.",
    }),
  })
  .refine(({ prune, owner }) => !prune || owner !== undefined, { path: ["owner"], error: "is needed to prune" })
  .meta({ id: "Apply" });
export type ApplyInput = z.output<typeof applySchema>;
