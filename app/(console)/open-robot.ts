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
 * The robot a page is about. What is no robot of this home, or of one the person may not see, is the 404 page: they
 * look the same.
 * @param project where it belongs; null for the instance
 * @param segment of the page's address, as it came
 */
export async function openRobot(actor: Actor, project: string | null, segment: string): Promise<RobotDetail> {
  const id = robotIdSchema.safeParse(/^[1-9]\d*$/.test(segment) ? Number(segment) : null);
  return (id.success && (await findRobot(actor, project, id.data))) || notFound();
}
