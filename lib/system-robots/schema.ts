import { z } from "zod";
import { atMost } from "../bounded-array";
import { projectNameSchema } from "../projects/schema";
import { SYSTEM_PERMISSION_KEYS } from "../robots/permissions";
import { createRobotSchema, permissionsSchema, type RobotEdit, updateRobotSchema } from "../robots/schema";

/** Most projects that one robot names; more than that is what "every project" is for. */
export const MAX_ROBOT_PROJECTS = 1000;

const projectAccessSchema = z.object({
  /** A project's name, or null for every project, present and future. */
  project: projectNameSchema.nullable(),
  permissions: permissionsSchema,
});

/** What a system robot may do, and where. */
export const systemAccessSchema = z
  .object({
    projects: atMost(
      z.array(projectAccessSchema),
      // One more than the limit: the row for every project names none.
      MAX_ROBOT_PROJECTS + 1,
      `At most ${MAX_ROBOT_PROJECTS} projects; choose “All projects” instead.`,
    ).refine((rows) => new Set(rows.map(({ project }) => project)).size === rows.length, "A project is named twice."),
    system: atMost(
      z.array(z.enum(SYSTEM_PERMISSION_KEYS, "This permission does not exist.")),
      SYSTEM_PERMISSION_KEYS.length * 2,
      "Too many permissions.",
    ).transform((keys) => SYSTEM_PERMISSION_KEYS.filter((key) => keys.includes(key))),
  })
  .refine(({ projects, system }) => projects.length + system.length > 0, {
    path: ["projects"],
    error: "Choose at least one project or system permission.",
  });
export type SystemAccess = z.infer<typeof systemAccessSchema>;

export const createSystemRobotSchema = createRobotSchema
  .omit({ project: true, permissions: true })
  .extend({ access: systemAccessSchema });
/** `disabled`: made so at once; only the REST API asks for that. */
export type CreateSystemRobotInput = z.infer<typeof createSystemRobotSchema> & { disabled?: boolean };

export const updateSystemRobotSchema = updateRobotSchema
  .omit({ permissions: true })
  .extend({ access: systemAccessSchema });
export type UpdateSystemRobotInput = RobotEdit & { access?: SystemAccess };
