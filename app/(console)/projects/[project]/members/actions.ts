"use server";
import { revalidatePath } from "next/cache";
import { addMemberSchema, changeMemberSchema, removeMemberSchema } from "@/lib/members/schema";
import { addMember, changeMemberRole, removeMember } from "@/lib/members/service";
import { defineAction } from "@/lib/server/action";

const changed = () => revalidatePath("/projects", "layout");

export const addMemberAction = defineAction(addMemberSchema, addMember, changed);
export const changeMemberRoleAction = defineAction(changeMemberSchema, changeMemberRole, changed);
export const removeMemberAction = defineAction(removeMemberSchema, removeMember, changed);
