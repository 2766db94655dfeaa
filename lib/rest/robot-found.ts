import type { Caller } from "@/lib/access/caller";
import { AppError } from "../errors";
import { readableRobot } from "../robots/access";
import type { Robot } from "../robots/robot";
import type { LoadedRobot } from "../robots/stored";
import { matches } from "./etag";
import { tagOf } from "./robot-shown";

export const TAG = "Robot accounts";
export const IF_MATCH = {
  "If-Match":
    "The ETag from when you read the robot account. If it has changed since, the request is refused with 412.",
};

/** The same error for a robot that the caller may not see and for one that doesn't exist. */
export const noRobot = ({ params }: { params: { id: number } }) =>
  new AppError("NOT_FOUND", `robot ${params.id} not found`);

/** Ids that no column can hold don't exist. */
export async function find(caller: Caller, id: number): Promise<LoadedRobot> {
  if (id < 1 || id > 2_147_483_647) throw new AppError("NOT_FOUND", `robot ${id} not found`);
  return readableRobot(caller, id);
}

/** @throws AppError PRECONDITION_FAILED when the robot no longer matches the If-Match header */
function assertMatches(headers: Headers, robot: Robot): void {
  const header = headers.get("if-match");
  if (header !== null && !matches(header, tagOf(robot))) throw changedMeanwhile(robot.id);
}

const changedMeanwhile = (id: number) =>
  new AppError("PRECONDITION_FAILED", `robot ${id} has changed since it was read; read it again`);

/** With an If-Match header, a change since the robot was read is a failed precondition. */
export async function changing<T>(
  headers: Headers,
  robot: Robot,
  change: (version?: number) => Promise<T>,
): Promise<T> {
  assertMatches(headers, robot);
  if (!headers.has("if-match")) return change();
  try {
    return await change(robot.version);
  } catch (error) {
    throw error instanceof AppError && error.code === "CONFLICT" ? changedMeanwhile(robot.id) : error;
  }
}
