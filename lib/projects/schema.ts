import { z } from "zod";
import { NAME_PATTERN } from "@/lib/access/robot-name";
import { pagingSchema, searchTerm } from "../pagination";
import { PROJECT_ROBOT_FILTERS, PROJECT_SORTS, type ProjectRobotFilter } from "./filters";

export const projectNameSchema = z
  .string("Enter a project name.")
  .min(1, "Enter a project name.")
  .max(128, "At most 128 characters.")
  .regex(
    NAME_PATTERN,
    "Use lowercase letters and digits, with single dots, underscores or hyphens between them, such as web.shop.",
  );

export const createProjectSchema = z.object({ name: projectNameSchema });
export type CreateProjectInput = z.infer<typeof createProjectSchema>;

/** `confirm` repeats the name, because deleting a project also deletes its robots. */
export const deleteProjectSchema = z.object({ name: projectNameSchema, confirm: z.string().max(128) });
export type DeleteProjectInput = z.infer<typeof deleteProjectSchema>;

export const listProjectsSchema = pagingSchema.extend({
  q: searchTerm(128),
  /** By the state of their robots. */
  robots: z
    .enum(Object.keys(PROJECT_ROBOT_FILTERS) as ProjectRobotFilter[])
    .nullable()
    .catch(null),
  /** The caller's own role as a member. */
  role: z.enum(["admin", "viewer"]).nullable().catch(null),
  sort: z.enum(PROJECT_SORTS).catch("name"),
  dir: z.enum(["asc", "desc"]).catch("asc"),
});
export type ListProjectsInput = z.infer<typeof listProjectsSchema>;

export const searchProjectsSchema = z.object({
  q: z.string().trim().max(128, "At most 128 characters."),
  page: z.number().int().min(1).max(1000),
});
export type SearchProjectsInput = z.infer<typeof searchProjectsSchema>;
