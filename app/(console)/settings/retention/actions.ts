"use server";
import { revalidatePath } from "next/cache";
import { after } from "next/server";
import { countOlder, setRetention } from "@/lib/activity/retention";
import { purgeNow } from "@/lib/activity/retention-task";
import { retentionSchema } from "@/lib/audit/schema";
import { defineAction } from "@/lib/server/action";

/** Older events are deleted after the response. */
export const setRetentionAction = defineAction(retentionSchema, setRetention, () => {
  after(purgeNow);
  revalidatePath("/settings/retention");
  revalidatePath("/activity");
});

/** How many events a retention would delete, shown before saving it. */
export const countOlderAction = defineAction(retentionSchema, countOlder);
