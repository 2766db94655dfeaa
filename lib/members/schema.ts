import { z } from "zod";
import { MEMBER_ROLES } from "@/lib/access/roles";
import { usernameSchema } from "@/lib/people/schema";
import { pagingSchema, searchTerm } from "../pagination";
import { projectNameSchema } from "../projects/schema";

export const addMemberSchema = z.object({
  project: projectNameSchema,
  username: usernameSchema,
  role: z.enum(MEMBER_ROLES, "Choose a role."),
});
export type AddMemberInput = z.infer<typeof addMemberSchema>;

const memberIdSchema = z.number().int().positive().max(2_147_483_647);

export const changeMemberSchema = z.object({ id: memberIdSchema, role: z.enum(MEMBER_ROLES, "Choose a role.") });
export type ChangeMemberInput = z.infer<typeof changeMemberSchema>;

/** `accepted` is the exact warning that the user confirmed; null before there was one. */
export const removeMemberSchema = z.object({ id: memberIdSchema, accepted: z.string().max(500).nullable() });
export type RemoveMemberInput = z.infer<typeof removeMemberSchema>;

export const listMembersSchema = pagingSchema.extend({
  q: searchTerm(100),
  role: z.enum(MEMBER_ROLES).nullable().catch(null),
});
export type ListMembersInput = z.infer<typeof listMembersSchema>;

export const findPeopleSchema = z.object({ project: projectNameSchema, q: searchTerm(100) });
export type FindPeopleInput = z.infer<typeof findPeopleSchema>;
