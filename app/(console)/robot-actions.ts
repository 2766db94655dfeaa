"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { projectNameSchema } from "@/lib/projects/schema";
import { getRobot } from "@/lib/robots/queries";
import {
  deleteRobotsSchema,
  newRobotSchema,
  refreshSecretSchema,
  robotEditSchema,
  robotIdSchema,
  setRobotDisabledSchema,
} from "@/lib/robots/schema";
import { createRobot, deleteRobots, refreshSecret, setRobotDisabled, updateRobot } from "@/lib/robots/service";
import { createSystemRobot, updateSystemRobot } from "@/lib/robots/system-service";
import { defineAction } from "@/lib/server/action";

/** Robots appear in their own list and, counted, in those of the projects they reach. */
const changed = () => revalidatePath("/", "layout");

export const createRobotAction = defineAction(
  newRobotSchema,
  (actor, { project, access, ...robot }) =>
    project === null
      ? createSystemRobot(actor, { ...robot, access })
      : createRobot(actor, { ...robot, project, permissions: access.projects[0]?.permissions ?? [] }),
  changed,
);

export const updateRobotAction = defineAction(
  robotEditSchema,
  (actor, { project, access, ...edit }) =>
    project === null
      ? updateSystemRobot(actor, { ...edit, access })
      : updateRobot(actor, { ...edit, permissions: access.projects[0]?.permissions ?? [] }),
  changed,
);

export const getRobotAction = defineAction(
  z.object({ project: projectNameSchema.nullable(), id: robotIdSchema }),
  (actor, { project, id }) => getRobot(actor, project, id),
);

export const refreshSecretAction = defineAction(refreshSecretSchema, refreshSecret, changed);
export const setRobotDisabledAction = defineAction(setRobotDisabledSchema, setRobotDisabled, changed);
export const deleteRobotsAction = defineAction(deleteRobotsSchema, deleteRobots, changed);

/** Doesn't revalidate: the robot's page navigates to the list instead of rendering as not found. */
export const deleteThisRobotAction = defineAction(deleteRobotsSchema, deleteRobots);
