import { z } from "zod";
import { isProjectName } from "@/lib/access/grants";
import { PBKDF2, parsePbkdf2 } from "../credentials/pbkdf2";
import { AppError } from "../errors";
import { type Found, loginNameFault, type RobotEntry } from "./entries";
import type { Line } from "./lines";
import { translateRights } from "./rights";

const ROUNDS = 4096;
const text = z.string().max(2_000).nullish();

const rightSchema = z.object({
  scope: z.string().max(200),
  resource: z.string().max(100),
  action: z.string().max(100),
  effect: z.string().max(100).nullish(),
});
const robotSchema = z.object({
  v: z.literal(1),
  kind: z.literal("robot"),
  id: z.int().positive(),
  name: z.string().max(1_000),
  description: text,
  project_id: z.int().min(0),
  expires_at: z.int().min(-1).max(Number.MAX_SAFE_INTEGER).nullish(),
  disabled: z.boolean().nullish(),
  created: text,
  salt: text,
  secret: text,
  prefix: z.string().max(64).nullish(),
  rights: z.array(rightSchema).max(10_000).nullish(),
});
type HarborRobot = z.output<typeof robotSchema>;

const projectSchema = z.object({
  v: z.literal(1),
  kind: z.literal("project"),
  id: z.int().positive(),
  name: z.string().max(255),
  owner: text,
  created: text,
});
const memberSchema = z.object({
  v: z.literal(1),
  kind: z.literal("member"),
  project_id: z.int().positive(),
  username: text,
  group: text,
  role: z.int(),
});
const lineSchema = z.discriminatedUnion("kind", [robotSchema, projectSchema, memberSchema]);

export const HARBOR_PREFIX = "robot$";

type Options = { prefix?: string | undefined };

/** Reads the file that the printed statement writes: robots may come before their projects. */
export async function* readHarbor(lines: AsyncIterable<Line>, { prefix }: Options): AsyncGenerator<Found> {
  const projects = new Map<number, string>();
  const later: (HarborRobot | z.output<typeof memberSchema>)[] = [];
  for await (const line of lines) {
    const found = parseLine(line);
    if (found.kind !== "project") later.push(found);
    else if (isProjectName(found.name)) {
      projects.set(found.id, found.name);
      yield { kind: "project", name: found.name, owner: found.owner ?? "", createdAt: found.created ?? null };
    } else yield { kind: "not moved", name: found.name, reason: "A project’s name can’t have this form here." };
  }
  for (const found of later) {
    if (found.kind === "member") yield memberOf(found, projects.get(found.project_id));
    else yield* robotOf(found, prefix ?? found.prefix ?? HARBOR_PREFIX, projects);
  }
}

/** @throws AppError BAD_REQUEST that names the line, never its content */
function parseLine({ number, text: line }: Line): z.output<typeof lineSchema> {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch (error) {
    const issue = error instanceof z.ZodError ? ` (${error.issues[0]?.path.join(".") || "kind"})` : "";
    throw new AppError("BAD_REQUEST", `Line ${number} doesn’t match what the export statement writes${issue}.`);
  }
}

const ROLES: Record<number, "admin" | "viewer"> = { 1: "admin", 2: "viewer", 3: "viewer", 4: "viewer" };

function memberOf(member: z.output<typeof memberSchema>, project: string | undefined): Found {
  const name = `${member.username ?? member.group ?? "–"} in ${project ?? `project ${member.project_id}`}`;
  const skip = (reason: string): Found => ({ kind: "not moved", name, reason });
  if (project === undefined) return skip("The file doesn’t contain this project.");
  if (!member.username) return skip("It’s a group. Add its people as members.");
  const role = ROLES[member.role];
  if (!role) return skip("This role doesn’t exist here.");
  return { kind: "member", project, username: member.username.toLowerCase(), role, roleId: member.role };
}

function* robotOf(robot: HarborRobot, prefix: string, projects: ReadonlyMap<number, string>): Generator<Found> {
  const loginName = prefix + robot.name;
  const home = robot.project_id === 0 ? null : projects.get(robot.project_id);
  const cannot = (reason: string): Found => ({ kind: "cannot move", name: loginName, reason });
  const fault = loginNameFault(loginName);
  if (fault) return yield cannot(fault);
  if (home === undefined) return yield cannot("The file doesn’t contain its project.");
  const stored = storedSecret(robot);
  if (stored === undefined) return yield cannot("Its secret or salt isn’t in Harbor’s format.");
  const rights = (robot.rights ?? []).map(({ effect, ...right }) => ({ ...right, effect: effect ?? "allow" }));
  const { grants, notes, refusal } = translateRights(rights, home, projects);
  if (refusal) return yield cannot(refusal);
  yield* notes;
  const ownName = home !== null && robot.name.startsWith(`${home}+`) ? robot.name.slice(home.length + 1) : robot.name;
  const entry: RobotEntry = {
    ...{ kind: "robot", loginName, prefix, name: ownName, importedId: String(robot.id), home, stored, grants },
    ...{ description: robot.description ?? "", expiresAt: robot.expires_at ?? -1, createdAt: robot.created ?? null },
    ...{ disabled: robot.disabled ?? false, networks: [] },
  };
  yield entry;
}

/** Null for a robot without a secret, which is older than Harbor 2.2; undefined if it is malformed. */
function storedSecret({ secret, salt }: HarborRobot): string | null | undefined {
  if (!secret) return null;
  const stored = `${PBKDF2}${ROUNDS}$${salt ?? ""}$${secret}`;
  return parsePbkdf2(stored) ? stored : undefined;
}
