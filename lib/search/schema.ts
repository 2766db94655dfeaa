import { z } from "zod";
import { searchTerm } from "../pagination";

/** What somebody looks for anywhere in the console: a part of a project's or a robot's name. */
export const searchSchema = z.object({ q: searchTerm(255) });
export type SearchInput = z.infer<typeof searchSchema>;
