"use server";
import { revalidatePath } from "next/cache";
import { after } from "next/server";
import { defineAction } from "@/lib/action";
import { countOlder, setRetention } from "@/lib/audit/retention";
import { purgeNow } from "@/lib/audit/retention-timer";
import { retentionSchema } from "@/lib/audit/schema";

/** Saves how long activity is kept; what is older goes after the answer. */
export const setRetentionAction = defineAction(retentionSchema, setRetention, () => {
  after(purgeNow);
  revalidatePath("/settings/retention");
  revalidatePath("/activity");
});

/** How many events a retention would delete now, for the question before it is saved. */
export const countOlderAction = defineAction(retentionSchema, countOlder);
