"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { defineAction } from "@/lib/action";
import { searchProjectNames } from "@/lib/projects/queries";
import { searchProjectsSchema } from "@/lib/projects/schema";
import { robotIdSchema } from "@/lib/robots/schema";
import { getSystemRobot } from "@/lib/system-robots/queries";
import { createSystemRobotSchema, updateSystemRobotSchema } from "@/lib/system-robots/schema";
import { createSystemRobot, updateSystemRobot } from "@/lib/system-robots/service";

/** A system robot shows in its list and in every project it reaches. */
const changed = () => revalidatePath("/", "layout");

export const createSystemRobotAction = defineAction(createSystemRobotSchema, createSystemRobot, changed);
export const updateSystemRobotAction = defineAction(updateSystemRobotSchema, updateSystemRobot, changed);

/** One robot with all it holds: to edit it, or to look. */
export const getSystemRobotAction = defineAction(z.object({ id: robotIdSchema }), (actor, { id }) =>
  getSystemRobot(actor, id),
);

/** Names of projects, while somebody chooses some of them. */
export const searchProjectsAction = defineAction(searchProjectsSchema, searchProjectNames);
