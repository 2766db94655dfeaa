import { z } from "zod";
import { readNetwork } from "@/lib/access/networks";
import { PROJECT_ACCESS_KEYS } from "@/lib/access/permissions";
import { parsePbkdf2 } from "../credentials/pbkdf2";
import { storedForm } from "../credentials/schemes";
import { AppError } from "../errors";
import { grantOfRow, homeOf } from "./access-rows";
import { readBcrypt } from "./bcrypt-hash";
import { type Found, loginNameFault } from "./entries";
import { limitGuessable } from "./guessable";
import type { Line } from "./lines";

const accessSchema = z.object({
  project: z.string().max(128),
  permissions: z.array(z.string().max(100)).max(100),
  repositories: z.array(z.string().max(255)).max(50).optional(),
});
/** One robot. Access is in one project, or a list. */
const lineSchema = z.object({
  name: z.string().max(1_000),
  description: z.string().max(2_000).nullish(),
  project: z.string().max(128).optional(),
  permissions: z.array(z.string().max(100)).max(100).optional(),
  repositories: z.array(z.string().max(255)).max(50).optional(),
  access: z.array(accessSchema).max(1_000).optional(),
  addresses: z.array(z.string().max(100)).max(50).optional(),
  expires_at: z.int().min(-1).max(Number.MAX_SAFE_INTEGER).nullish(),
  disabled: z.boolean().nullish(),
  created: z.string().max(100).nullish(),
  id: z.union([z.string().max(100), z.number()]).nullish(),
  /** One of these, or neither if the secret is learned later. */
  secret: z.string().min(1).max(2_000).nullish(),
  hash: z.string().max(1_000).nullish(),
});
type JsonRobot = z.output<typeof lineSchema>;

export async function* readJsonLines(lines: AsyncIterable<Line>): AsyncGenerator<Found> {
  const projects = new Set<string>();
  const countSecret = limitGuessable();
  for await (const line of lines) {
    const robot = parseLine(line);
    const rows = rowsOf(robot);
    for (const { project } of rows.filter((row) => !projects.has(row.project))) {
      projects.add(project);
      yield { kind: "project", name: project, owner: "", createdAt: null };
    }
    countSecret(robot.secret);
    yield* robotOf(robot, rows);
  }
}

/** @throws AppError BAD_REQUEST that names the line, never its content */
function parseLine({ number, text }: Line): JsonRobot {
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch (error) {
    const issue = error instanceof z.ZodError ? ` (${error.issues[0]?.path.join(".") || "a value"})` : "";
    throw new AppError("BAD_REQUEST", `Line ${number} doesn’t describe a robot as documented${issue}.`);
  }
}

function rowsOf({ project, permissions, repositories, access = [] }: JsonRobot) {
  return project === undefined ? access : [{ project, permissions: permissions ?? [], repositories }, ...access];
}

async function* robotOf(robot: JsonRobot, rows: ReturnType<typeof rowsOf>): AsyncGenerator<Found> {
  const cannot = (reason: string): Found => ({ kind: "cannot move", name: robot.name, reason });
  const fault = loginNameFault(robot.name);
  if (fault) return yield cannot(fault);
  const stored = robot.secret ? await storedForm(robot.secret) : robot.hash ? readHash(robot.hash) : null;
  if (stored === undefined) return yield cannot("Its hash is neither bcrypt nor pbkdf2-sha256$rounds$salt$hex.");
  const readings = (robot.addresses ?? []).map(readNetwork);
  const wrong = readings.find((reading) => "fault" in reading);
  if (wrong) return yield cannot(wrong.fault);
  for (const key of rows.flatMap(({ permissions }) => permissions))
    yield { kind: "right", from: key, to: (PROJECT_ACCESS_KEYS as readonly string[]).includes(key) ? key : null };
  const grants = rows.flatMap((row) => grantOfRow(row) ?? []);
  yield {
    ...{ kind: "robot", loginName: robot.name, prefix: "", name: robot.name, stored, grants },
    ...{ importedId: robot.id == null ? null : String(robot.id), description: robot.description ?? "" },
    home: grants.length === 0 ? (robot.project ?? null) : homeOf(grants),
    ...{ expiresAt: robot.expires_at ?? -1, createdAt: robot.created ?? null, disabled: robot.disabled ?? false },
    networks: readings.flatMap((reading) => ("network" in reading ? reading.network : [])),
  };
}

/** Undefined for an unknown form. */
const readHash = (hash: string): string | undefined => (parsePbkdf2(hash) ? hash : (readBcrypt(hash) ?? undefined));
