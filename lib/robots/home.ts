/** Where a robot belongs: to one project, or to the instance, as system robots do. */
export type RobotHome = { kind: "project"; id: number; name: string } | { kind: "instance" };

/** A home as an address or a request names it: its project's name or id; null for the instance. */
export type HomeRef = string | { id: number } | null;

/** The id of a home's project; null for the instance. */
export function projectIdOf(home: RobotHome): number | null {
  return home.kind === "project" ? home.id : null;
}

/** The name of a home's project; null for the instance. */
export function projectNameOf(home: RobotHome): string | null {
  return home.kind === "project" ? home.name : null;
}
