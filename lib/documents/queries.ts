import type { Caller } from "@/lib/access/caller";
import { typedPattern } from "@/lib/access/repositories";
import { readableHome } from "../robots/access";
import type { Robot } from "../robots/robot";
import { plainColumns, type RobotAccess } from "../robots/schema";
import { lifetimeOf } from "./facts";
import { DOCUMENT_VERSION, expiresText, MAX_ROBOTS, type RobotDocument } from "./schema";
import { robotsIn } from "./stored";

/**
 * The robots of a home as documents, which applied change nothing.
 * @param project its name; null for system robots
 * @throws AppError NOT_FOUND when the caller may not see them; FORBIDDEN for a robot without the permission
 */
export async function exportDocuments(caller: Caller, project: string | null): Promise<RobotDocument[]> {
  const home = await readableHome(caller, project, "robot:list");
  const found = await robotsIn(home, null);
  // Of two robots with one name under different prefixes, a file can describe only one.
  const first = new Map(found.toReversed().map((robot) => [robot.name, robot.id]));
  const robots = found.filter((robot) => first.get(robot.name) === robot.id && hasAccess(robot));
  if (robots.length === 0) return [documentOf(project, [])];
  const parts = Array.from({ length: Math.ceil(robots.length / MAX_ROBOTS) }, (_, part) =>
    robots.slice(part * MAX_ROBOTS, (part + 1) * MAX_ROBOTS),
  );
  return parts.map((part) => documentOf(project, part));
}

function documentOf(project: string | null, robots: readonly Robot[]): RobotDocument {
  if (project !== null)
    return { apiVersion: DOCUMENT_VERSION, project, robots: robots.map((robot) => projectRobot(project, robot)) };
  return { apiVersion: DOCUMENT_VERSION, level: "system", robots: robots.map(systemRobot) };
}

function shared(robot: Robot) {
  const plain = Object.entries(plainColumns(robot)).filter(([, value]) => value !== "");
  const networks = robot.allowedAddresses.map(({ network }) => network);
  return {
    ...{ name: robot.name, ...Object.fromEntries(plain), expires: expiresText(lifetimeOf(robot)) },
    ...(robot.disabled && { disabled: true }),
    ...(networks.length > 0 && { allowedAddresses: networks }),
  };
}

type Row = RobotAccess["projects"][number];

const rights = ({ project, permissions, repositories }: Row) => ({
  permissions: [...permissions],
  ...(repositories && { repositories: repositories.map((pattern) => typedPattern(pattern, project)) }),
});

/** A system robot whose only project was deleted has none left, which no file can say. */
const hasAccess = ({ access: { projects, system } }: Robot) =>
  system.length > 0 || projects.some(({ permissions }) => permissions.length > 0);

function projectRobot(project: string, robot: Robot) {
  const [row = { project, permissions: [] }] = robot.access.projects;
  return { ...shared(robot), ...rights(row) };
}

function systemRobot(robot: Robot) {
  const { projects, system } = robot.access;
  return {
    ...shared(robot),
    ...(system.length > 0 && { system: [...system] }),
    ...(projects.length > 0 && { projects: projects.map((row) => ({ project: row.project ?? "*", ...rights(row) })) }),
  };
}
