import { z } from "zod";
import { searchTerm } from "../pagination";

/** A part of a project's or robot's name. */
export const searchSchema = z.object({ q: searchTerm(255) });
export type SearchInput = z.infer<typeof searchSchema>;
