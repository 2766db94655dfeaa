import { PROJECT_ACCESS_KEYS, SYSTEM_PERMISSION_KEYS } from "@/lib/access/permissions";
import { readPatterns } from "@/lib/access/repositories";
import { AppError } from "../errors";
import { type PlainColumns, plainColumnsSchema, type RobotAccess } from "../robots/schema";
import { daysOf, type ProjectRobot, type RobotDocument, type SystemRobot } from "./schema";

/** A robot as a file describes it. Undefined stays as it is. */
export type Wanted = {
  /** Where the file says so, such as `documents[0].robots[2]`. */
  at: string;
  name: string;
  plain: Partial<PlainColumns>;
  days: number;
  disabled: boolean | undefined;
  networks: string[] | undefined;
  /** @param previous the robot's current access, which keeps its limits to repositories where the file has none */
  access: (previous?: RobotAccess) => RobotAccess;
};

/**
 * The robots of all documents by home: a project's name, or null for the instance.
 * @throws AppError BAD_REQUEST if one is described twice
 */
export function wantedByHome(documents: readonly RobotDocument[]): Map<string | null, Wanted[]> {
  const homes = new Map<string | null, Wanted[]>();
  for (const [index, document] of documents.entries()) {
    const home = document.level === "system" ? null : document.project;
    const known = homes.get(home) ?? [];
    homes.set(home, known);
    for (const [row, robot] of document.robots.entries()) {
      const at = `documents[${index}].robots[${row}]`;
      const twin = known.find(({ name }) => name === robot.name);
      if (twin) throw new AppError("BAD_REQUEST", `${at}.name: ${robot.name} is described twice, also at ${twin.at}`);
      known.push({ ...common(robot, at), access: accessIn(home, robot) });
    }
  }
  return homes;
}

function common(robot: ProjectRobot | SystemRobot, at: string): Omit<Wanted, "access"> {
  const plain = plainColumnsSchema.keyof().options.flatMap((key) => {
    const value = robot[key];
    return value === undefined ? [] : [[key, value]];
  });
  return {
    at,
    name: robot.name,
    plain: Object.fromEntries(plain),
    days: daysOf(robot.expires),
    disabled: robot.disabled,
    networks: robot.allowedAddresses,
  };
}

function accessIn(home: string | null, robot: ProjectRobot | SystemRobot): Wanted["access"] {
  if ("permissions" in robot) {
    const row = { ...robot, project: home };
    return (previous) => ({ projects: [projectRow(row, previous)], system: [] });
  }
  const { projects = [], system = [] } = robot;
  return (previous) => ({
    projects: projects.map((row) =>
      projectRow({ ...row, project: row.project === "*" ? null : row.project }, previous),
    ),
    system: SYSTEM_PERMISSION_KEYS.filter((key) => system.includes(key)),
  });
}

type Row = { project: string | null; permissions: readonly string[]; repositories?: string[] | undefined };

function projectRow({ project, permissions, repositories: typed }: Row, previous: RobotAccess | undefined) {
  const kept = previous?.projects.find((row) => row.project === project)?.repositories;
  const repositories = typed ? patternsOf(typed, project) : kept;
  const held = PROJECT_ACCESS_KEYS.filter((key) => permissions.includes(key));
  return { project, permissions: held, ...(repositories && { repositories }) };
}

function patternsOf(typed: readonly string[], project: string | null): string[] | undefined {
  const reading = readPatterns(typed, project);
  if ("fault" in reading) throw new AppError("BAD_REQUEST", reading.fault);
  return reading.patterns;
}
