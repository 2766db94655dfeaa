import { notFound } from "next/navigation";
import { cache } from "react";
import type { Actor } from "@/lib/auth/context";
import { AppError } from "@/lib/errors";
import type { ProjectAccess } from "@/lib/projects/access";
import { getRobot, type RobotDto } from "@/lib/robots/queries";
import { robotIdSchema } from "@/lib/robots/schema";
import { openProject } from "../../open-project";

const findRobot = cache(async (actor: Actor, project: string, id: number): Promise<RobotDto | null> => {
  try {
    return await getRobot(actor, project, id);
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") return null;
    throw error;
  }
});

type OpenRobot = { actor: Actor; project: ProjectAccess; robot: RobotDto };

/**
 * The robot a page is about, its project and who is looking. Without a session: to the sign-in page and back. What is
 * no robot of this project, or of one the person may not see, is the 404 page: the three look the same.
 * @param params the segments of the page's address, as they came
 */
export async function openRobot(params: { project: string; id: string }): Promise<OpenRobot> {
  const { actor, project } = await openProject(params.project, `/projects/${params.project}/robots/${params.id}`);
  const id = robotIdSchema.safeParse(/^[1-9]\d*$/.test(params.id) ? Number(params.id) : null);
  const robot = id.success ? await findRobot(actor, project.name, id.data) : null;
  return { actor, project, robot: robot ?? notFound() };
}
