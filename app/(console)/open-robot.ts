import { notFound } from "next/navigation";
import { cache } from "react";
import type { Actor } from "@/lib/access/caller";
import { AppError } from "@/lib/errors";
import { getRobotPage } from "@/lib/robots/queries";
import { robotIdSchema } from "@/lib/robots/schema";

type RobotPage = Awaited<ReturnType<typeof getRobotPage>>;

const findRobot = cache(async (actor: Actor, project: string | null, id: number): Promise<RobotPage | null> => {
  try {
    return await getRobotPage(actor, project, id);
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") return null;
    throw error;
  }
});

/**
 * Loads the robot a page shows, and the policy it follows. A robot of another home, or one this person may not see, is the 404 page.
 * @param project null for a system robot
 * @param segment the raw path segment
 */
export async function openRobot(actor: Actor, project: string | null, segment: string): Promise<RobotPage> {
  const id = robotIdSchema.safeParse(/^[1-9]\d*$/.test(segment) ? Number(segment) : null);
  return (id.success && (await findRobot(actor, project, id.data))) || notFound();
}
