import type { Caller } from "@/lib/access/caller";
import { readableProject } from "../projects/access";
import { assertReadsSystemRobots } from "./access";
import type { HomeRef, RobotHome } from "./home";

/**
 * The home of robots that somebody wants to read.
 * @throws AppError NOT_FOUND when the caller may not see it; FORBIDDEN for a robot without the permission
 */
export async function readableHome(
  caller: Caller,
  ref: HomeRef,
  robotNeeds: "robot:list" | "robot:read",
): Promise<RobotHome> {
  if (ref === null) {
    assertReadsSystemRobots(caller, robotNeeds);
    return { kind: "instance" };
  }
  const project = await readableProject(caller, typeof ref === "string" ? { name: ref } : ref, robotNeeds);
  return { kind: "project", id: project.id, name: project.name };
}
