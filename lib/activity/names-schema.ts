import { z } from "zod";
import { namePart } from "@/lib/audit/schema";
import { projectNameSchema } from "@/lib/projects/schema";

const AUDIT_NAME_FILTERS = ["actor", "robot", "project"] as const;
export type AuditNameFilter = (typeof AUDIT_NAME_FILTERS)[number];

/** `project`: null for the whole instance. */
export const suggestNamesSchema = z.object({
  project: projectNameSchema.nullable(),
  by: z.enum(AUDIT_NAME_FILTERS),
  q: namePart,
});
export type SuggestNamesInput = z.output<typeof suggestNamesSchema>;
