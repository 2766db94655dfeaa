"use server";
import { revalidatePath } from "next/cache";
import { createUserSchema, resetPasswordSchema, setUserAdminSchema, setUserDisabledSchema } from "@/lib/people/schema";
import { createUser, resetPassword, setUserAdmin, setUserDisabled } from "@/lib/people/service";
import { defineAction } from "@/lib/server/action";

const changed = () => revalidatePath("/settings/people");

export const createUserAction = defineAction(createUserSchema, createUser, changed);
export const setUserDisabledAction = defineAction(setUserDisabledSchema, setUserDisabled, changed);
export const setUserAdminAction = defineAction(setUserAdminSchema, setUserAdmin, changed);
export const resetPasswordAction = defineAction(resetPasswordSchema, resetPassword, changed);
