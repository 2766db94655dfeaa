"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { getInstancePolicy } from "@/lib/policies/queries";
import { policyRulesSchema, setInstancePolicySchema } from "@/lib/policies/schema";
import { setInstancePolicy } from "@/lib/policies/service";
import { previewInstancePolicy } from "@/lib/robots/outside-policy";
import { defineAction } from "@/lib/server/action";

/** Saves what the instance forbids; every list shows at once what it means there. */
export const setInstancePolicyAction = defineAction(setInstancePolicySchema, setInstancePolicy, () =>
  revalidatePath("/", "layout"),
);

/** The robots that would be outside, for the question before it is saved. */
export const previewInstancePolicyAction = defineAction(policyRulesSchema, previewInstancePolicy);

/** The policy as it is now, for an edit that met a conflict. */
export const getInstancePolicyAction = defineAction(z.object({}), (actor) => getInstancePolicy(actor));
