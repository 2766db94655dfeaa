"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { defineAction } from "@/lib/action";
import { projectNameSchema } from "@/lib/projects/schema";
import { getRobot, isRobotNameTaken } from "@/lib/robots/queries";
import {
  createRobotSchema,
  deleteRobotsSchema,
  refreshSecretSchema,
  robotIdSchema,
  robotNameSchema,
  setRobotDisabledSchema,
  updateRobotSchema,
} from "@/lib/robots/schema";
import { createRobot, deleteRobots, refreshSecret, setRobotDisabled, updateRobot } from "@/lib/robots/service";

/** The tab shows the change at once, and the projects page its new counts. */
const changed = () => revalidatePath("/projects", "layout");

export const createRobotAction = defineAction(createRobotSchema, createRobot, changed);
export const updateRobotAction = defineAction(updateRobotSchema, updateRobot, changed);
export const refreshSecretAction = defineAction(refreshSecretSchema, refreshSecret, changed);
export const setRobotDisabledAction = defineAction(setRobotDisabledSchema, setRobotDisabled, changed);
export const deleteRobotsAction = defineAction(deleteRobotsSchema, deleteRobots, changed);

/** Whether the name being typed is free. Creating checks again. */
export const isRobotNameTakenAction = defineAction(
  z.object({ project: projectNameSchema, name: robotNameSchema }),
  (actor, { project, name }) => isRobotNameTaken(actor, project, name),
);

/** The robot as it is now, for an edit that met a conflict. */
export const getRobotAction = defineAction(
  z.object({ project: projectNameSchema, id: robotIdSchema }),
  (actor, input) => getRobot(actor, input.project, input.id),
);
