import { notFound } from "next/navigation";
import { cache } from "react";
import type { Actor } from "@/lib/access/caller";
import { AppError } from "@/lib/errors";
import { getRobot } from "@/lib/robots/queries";
import type { RobotDetail } from "@/lib/robots/robot";
import { robotIdSchema } from "@/lib/robots/schema";

const findRobot = cache(async (actor: Actor, project: string | null, id: number): Promise<RobotDetail | null> => {
  try {
    return await getRobot(actor, project, id);
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") return null;
    throw error;
  }
});

/**
 * Loads the robot a page shows. A robot of another home, or one this person may not see, is the 404 page.
 * @param project null for a system robot
 * @param segment the raw path segment
 */
export async function openRobot(actor: Actor, project: string | null, segment: string): Promise<RobotDetail> {
  const id = robotIdSchema.safeParse(/^[1-9]\d*$/.test(segment) ? Number(segment) : null);
  return (id.success && (await findRobot(actor, project, id.data))) || notFound();
}
