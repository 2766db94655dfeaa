"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { projectNameSchema } from "@/lib/projects/schema";
import { getRobot } from "@/lib/robots/queries";
import {
  createRobotSchema,
  deleteRobotsSchema,
  refreshSecretSchema,
  robotIdSchema,
  setRobotDisabledSchema,
  updateRobotSchema,
} from "@/lib/robots/schema";
import { createRobot, deleteRobots, refreshSecret, setRobotDisabled, updateRobot } from "@/lib/robots/service";
import { defineAction } from "@/lib/server/action";

/** Robots show in their own list and in those of the projects they reach, with counts: all of it is drawn anew. */
const changed = () => revalidatePath("/", "layout");

export const createRobotAction = defineAction(createRobotSchema, createRobot, changed);
export const updateRobotAction = defineAction(updateRobotSchema, updateRobot, changed);

/** One robot as it is now, with all it holds: to edit it, or to look. */
export const getRobotAction = defineAction(
  z.object({ project: projectNameSchema.nullable(), id: robotIdSchema }),
  (actor, { project, id }) => getRobot(actor, project, id),
);

export const refreshSecretAction = defineAction(refreshSecretSchema, refreshSecret, changed);
export const setRobotDisabledAction = defineAction(setRobotDisabledSchema, setRobotDisabled, changed);
export const deleteRobotsAction = defineAction(deleteRobotsSchema, deleteRobots, changed);

/** Deletes the robot of a page of its own. Nothing is drawn anew: the page goes to the list instead of showing that it is gone. */
export const deleteThisRobotAction = defineAction(deleteRobotsSchema, deleteRobots);
