"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { defineAction } from "@/lib/action";
import { projectNameSchema } from "@/lib/projects/schema";
import { isRobotNameTaken } from "@/lib/robots/queries";
import { deleteRobotsSchema, refreshSecretSchema, robotNameSchema, setRobotDisabledSchema } from "@/lib/robots/schema";
import { deleteRobots, refreshSecret, setRobotDisabled } from "@/lib/robots/service";
import { isSystemRobotNameTaken } from "@/lib/system-robots/queries";

/** Robots show in their own list and in those of the projects they reach, with counts: all of it is drawn anew. */
const changed = () => revalidatePath("/", "layout");

export const refreshSecretAction = defineAction(refreshSecretSchema, refreshSecret, changed);
export const setRobotDisabledAction = defineAction(setRobotDisabledSchema, setRobotDisabled, changed);
export const deleteRobotsAction = defineAction(deleteRobotsSchema, deleteRobots, changed);

/** Deletes the robot of a page of its own. Nothing is drawn anew: the page goes to the list instead of showing that it is gone. */
export const deleteThisRobotAction = defineAction(deleteRobotsSchema, deleteRobots);

/** Whether the name being typed is free. Creating checks again. */
export const isRobotNameTakenAction = defineAction(
  z.object({ project: projectNameSchema.nullable(), name: robotNameSchema }),
  (actor, { project, name }) =>
    project === null ? isSystemRobotNameTaken(actor, name) : isRobotNameTaken(actor, project, name),
);
