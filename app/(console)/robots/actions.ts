"use server";
import { revalidatePath } from "next/cache";
import { changeInBulk, previewBulk } from "@/lib/overview/bulk";
import { bulkSchema, previewBulkSchema, removeViewSchema, saveViewSchema } from "@/lib/overview/schema";
import { removeView, saveView } from "@/lib/overview/views";
import { defineAction } from "@/lib/server/action";

const changed = () => revalidatePath("/", "layout");

export const saveViewAction = defineAction(saveViewSchema, saveView, changed);
export const removeViewAction = defineAction(removeViewSchema, removeView, changed);
export const previewBulkAction = defineAction(previewBulkSchema, previewBulk);
export const bulkAction = defineAction(bulkSchema, changeInBulk, changed);
