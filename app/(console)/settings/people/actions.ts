"use server";
import { revalidatePath } from "next/cache";
import { defineAction } from "@/lib/action";
import { createUserSchema, resetPasswordSchema, setUserAdminSchema, setUserDisabledSchema } from "@/lib/users/schema";
import { createUser, resetPassword, setUserAdmin, setUserDisabled } from "@/lib/users/service";

const changed = () => revalidatePath("/settings/people");

export const createUserAction = defineAction(createUserSchema, createUser, changed);
export const setUserDisabledAction = defineAction(setUserDisabledSchema, setUserDisabled, changed);
export const setUserAdminAction = defineAction(setUserAdminSchema, setUserAdmin, changed);
export const resetPasswordAction = defineAction(resetPasswordSchema, resetPassword, changed);
