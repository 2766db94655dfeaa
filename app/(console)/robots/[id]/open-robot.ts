import { notFound } from "next/navigation";
import { cache } from "react";
import { pageActor } from "@/lib/auth/actor";
import type { Actor } from "@/lib/auth/context";
import { AppError } from "@/lib/errors";
import { robotIdSchema } from "@/lib/robots/schema";
import { getSystemRobot, type SystemRobotDetail } from "@/lib/system-robots/queries";

const findRobot = cache(async (actor: Actor, id: number): Promise<SystemRobotDetail | null> => {
  try {
    return await getSystemRobot(actor, id);
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") return null;
    throw error;
  }
});

/**
 * The system robot a page is about and who is looking. Without a session: to the sign-in page and back. What is none,
 * and anything to somebody who is no system admin, is the 404 page.
 * @param segment of the page's address, as it came
 */
export async function openRobot(segment: string): Promise<{ actor: Actor; robot: SystemRobotDetail }> {
  const actor = await pageActor(`/robots/${segment}`);
  const id = robotIdSchema.safeParse(/^[1-9]\d*$/.test(segment) ? Number(segment) : null);
  const robot = id.success ? await findRobot(actor, id.data) : null;
  return { actor, robot: robot ?? notFound() };
}
