"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { defineAction } from "@/lib/action";
import { projectNameSchema } from "@/lib/projects/schema";
import { getRobot } from "@/lib/robots/queries";
import { createRobotSchema, robotIdSchema, updateRobotSchema } from "@/lib/robots/schema";
import { createRobot, updateRobot } from "@/lib/robots/service";

/** The tab shows the change at once, and the projects page its new counts. */
const changed = () => revalidatePath("/projects", "layout");

export const createRobotAction = defineAction(createRobotSchema, createRobot, changed);
export const updateRobotAction = defineAction(updateRobotSchema, updateRobot, changed);

/** The robot as it is now, for an edit that met a conflict. */
export const getRobotAction = defineAction(
  z.object({ project: projectNameSchema, id: robotIdSchema }),
  (actor, input) => getRobot(actor, input.project, input.id),
);
