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
 * The robot a page is about, and the policy it follows. Shows the same 404 page for a robot that isn't in this home and
 * for one that the person may not see.
 * @param project where it belongs; null for the instance
 * @param segment of the page's address, as it came
 */
export async function openRobot(actor: Actor, project: string | null, segment: string): Promise<RobotPage> {
  const id = robotIdSchema.safeParse(/^[1-9]\d*$/.test(segment) ? Number(segment) : null);
  return (id.success && (await findRobot(actor, project, id.data))) || notFound();
}
