import { z } from "zod";
import { storedForm } from "../credentials/schemes";
import { AppError } from "../errors";
import { grantOfRow } from "./access-rows";
import { type Found, loginNameFault } from "./entries";

const permissionSchema = z.looseObject({
  role: z.string().max(50).nullish(),
  repository: z.looseObject({ name: z.string().max(255) }),
});
const robotSchema = z.looseObject({
  name: z.string().max(1_000),
  token: z.string().max(1_000).nullish(),
  description: z.string().max(2_000).nullish(),
  created: z.string().max(100).nullish(),
  /** Names only, from the list of robots. */
  repositories: z.array(z.string().max(255)).nullish(),
  /** With roles, from each robot's own page of the API. */
  permissions: z.array(permissionSchema).nullish(),
});
const replySchema = z.looseObject({ robots: z.array(robotSchema).max(100_000) });
type QuayRobot = z.output<typeof robotSchema>;

const ROLES: Record<string, readonly string[]> = {
  read: ["repository:pull"],
  write: ["repository:pull", "repository:push"],
  admin: ["repository:pull", "repository:push", "artifact:delete", "tag:create", "tag:delete"],
};

/**
 * Reads Quay's reply with an organization's robots and their secrets. Without roles, a robot gets pull only.
 * @throws AppError BAD_REQUEST if it is something else
 */
export async function* readQuay(text: string): AsyncGenerator<Found> {
  const robots = parseReply(text);
  const organizations = new Set(robots.map(({ name }) => name.split("+")[0] ?? ""));
  for (const name of organizations) yield { kind: "project", name, owner: "", createdAt: null };
  for (const robot of robots) yield* robotOf(robot);
}

function parseReply(text: string): QuayRobot[] {
  try {
    return replySchema.parse(JSON.parse(text)).robots;
  } catch {
    throw new AppError("BAD_REQUEST", "The file isn’t Quay’s list of robots: JSON with “robots”.");
  }
}

async function* robotOf(robot: QuayRobot): AsyncGenerator<Found> {
  const fault = loginNameFault(robot.name);
  if (fault) return yield { kind: "cannot move", name: robot.name, reason: fault };
  const organization = robot.name.split("+")[0] ?? "";
  const rows = rowsOf(robot);
  const roles = [...new Set(rows.map(({ role }) => role))];
  const grants = roles.flatMap((role) => {
    const repositories = rows.filter((row) => row.role === role).map(({ repository }) => repository);
    return grantOfRow({ project: organization, permissions: ROLES[role] ?? [], repositories }) ?? [];
  });
  for (const role of roles) yield { kind: "right", from: role, to: ROLES[role]?.join(", ") ?? null };
  yield {
    ...{ kind: "robot", loginName: robot.name, prefix: "", name: robot.name, importedId: null, networks: [] },
    ...{ description: robot.description ?? "", home: organization },
    ...{ expiresAt: -1, createdAt: robot.created ?? null, disabled: false, grants },
    stored: robot.token ? await storedForm(robot.token) : null,
  };
}

function rowsOf({ permissions, repositories }: QuayRobot): { role: string; repository: string }[] {
  if (permissions)
    return permissions.map(({ role, repository }) => ({ role: role ?? "", repository: repository.name }));
  return (repositories ?? []).map((repository) => ({ role: "read", repository }));
}
