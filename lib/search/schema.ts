import { z } from "zod";
import { searchTerm } from "../pagination";

export const searchSchema = z.object({
  /** Words that are in a project's or robot's name. */
  q: searchTerm(255),
  /** Of what to return more than the first few. */
  all: z.enum(["robots"]).nullable().catch(null),
});
export type SearchInput = z.infer<typeof searchSchema>;
