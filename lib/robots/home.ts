/** Where a robot belongs: a project, or the instance in the case of system robots. */
export type RobotHome = { kind: "project"; id: number; name: string } | { kind: "instance" };

/** A home by its project's name or id; null for the instance. */
export type HomeRef = string | { id: number } | null;

export function projectIdOf(home: RobotHome): number | null {
  return home.kind === "project" ? home.id : null;
}

export function projectNameOf(home: RobotHome): string | null {
  return home.kind === "project" ? home.name : null;
}
