"use server";
import { revalidatePath } from "next/cache";
import { createProjectSchema, deleteProjectSchema } from "@/lib/projects/schema";
import { createProject, deleteProject } from "@/lib/projects/service";
import { defineAction } from "@/lib/server/action";

const changed = () => revalidatePath("/projects", "layout");

export const createProjectAction = defineAction(createProjectSchema, createProject, changed);
export const deleteProjectAction = defineAction(deleteProjectSchema, deleteProject, changed);
