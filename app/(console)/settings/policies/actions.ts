"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { getInstancePolicy } from "@/lib/policies/queries";
import { policyRulesSchema, setInstancePolicySchema } from "@/lib/policies/schema";
import { setInstancePolicy } from "@/lib/policies/service";
import { previewInstancePolicy } from "@/lib/robots/outside-policy";
import { defineAction } from "@/lib/server/action";

/** Robot lists mark robots by policy, so all of them are revalidated. */
export const setInstancePolicyAction = defineAction(setInstancePolicySchema, setInstancePolicy, () =>
  revalidatePath("/", "layout"),
);

/** Counts the robots a stricter policy would leave outside, before saving it. */
export const previewInstancePolicyAction = defineAction(policyRulesSchema, previewInstancePolicy);

/** Reloads the policy after a conflict. */
export const getInstancePolicyAction = defineAction(z.object({}), (actor) => getInstancePolicy(actor));
