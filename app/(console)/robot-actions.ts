"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { projectNameSchema } from "@/lib/projects/schema";
import { getRobot, selectRobots } from "@/lib/robots/queries";
import { refreshSecret } from "@/lib/robots/refresh";
import {
  createRobotSchema,
  deleteRobotsSchema,
  robotIdSchema,
  selectRobotsSchema,
  setRobotDisabledSchema,
  updateRobotSchema,
} from "@/lib/robots/schema";
import { changeOldSecret } from "@/lib/robots/secret-change";
import { endOldSecret } from "@/lib/robots/secret-end";
import { changeOldSecretSchema, endOldSecretSchema, refreshSecretSchema } from "@/lib/robots/secret-schema";
import { createRobot, deleteRobots, setRobotDisabled, updateRobot } from "@/lib/robots/service";
import { defineAction } from "@/lib/server/action";

/** Robots appear in their own list and, counted, in those of the projects they reach. */
const changed = () => revalidatePath("/", "layout");

export const createRobotAction = defineAction(createRobotSchema, createRobot, changed);
export const updateRobotAction = defineAction(updateRobotSchema, updateRobot, changed);

export const getRobotAction = defineAction(
  z.object({ project: projectNameSchema.nullable(), id: robotIdSchema }),
  (actor, { project, id }) => getRobot(actor, project, id),
);

export const selectRobotsAction = defineAction(selectRobotsSchema, selectRobots);
export const refreshSecretAction = defineAction(refreshSecretSchema, refreshSecret, changed);
export const endOldSecretAction = defineAction(endOldSecretSchema, endOldSecret, changed);
export const changeOldSecretAction = defineAction(changeOldSecretSchema, changeOldSecret, changed);
export const setRobotDisabledAction = defineAction(setRobotDisabledSchema, setRobotDisabled, changed);
export const deleteRobotsAction = defineAction(deleteRobotsSchema, deleteRobots, changed);

/** Doesn't revalidate: the robot's page navigates to the list instead of rendering as not found. */
export const deleteThisRobotAction = defineAction(deleteRobotsSchema, deleteRobots);
