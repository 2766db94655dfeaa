"use server";
import { revalidatePath } from "next/cache";
import { after } from "next/server";
import { countOlder, setRetention } from "@/lib/activity/retention";
import { purgeNow } from "@/lib/activity/retention-timer";
import { retentionSchema } from "@/lib/audit/schema";
import { defineAction } from "@/lib/server/action";

/** Saves how long activity is kept; what is older goes after the answer. */
export const setRetentionAction = defineAction(retentionSchema, setRetention, () => {
  after(purgeNow);
  revalidatePath("/settings/retention");
  revalidatePath("/activity");
});

/** How many events a retention would delete now, for the question before it is saved. */
export const countOlderAction = defineAction(retentionSchema, countOlder);
