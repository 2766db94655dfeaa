"use server";
import { defineAction } from "@/lib/action";
import { deleteRobotsSchema } from "@/lib/robots/schema";
import { deleteRobots } from "@/lib/robots/service";

/** Deletes the robot of this page. Nothing is drawn anew: the page goes to the list instead of showing that it is gone. */
export const deleteThisRobotAction = defineAction(deleteRobotsSchema, deleteRobots);
