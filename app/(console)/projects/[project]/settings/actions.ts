"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { getProjectPolicy } from "@/lib/policies/queries";
import { previewProjectPolicySchema, setProjectPolicySchema } from "@/lib/policies/schema";
import { setProjectPolicy } from "@/lib/policies/service";
import { projectNameSchema } from "@/lib/projects/schema";
import { previewProjectPolicy } from "@/lib/robots/outside-policy";
import { defineAction } from "@/lib/server/action";

/** The project's robot list marks robots by policy, so it is revalidated too. */
export const setProjectPolicyAction = defineAction(setProjectPolicySchema, setProjectPolicy, () =>
  revalidatePath("/projects", "layout"),
);

/** Counts the robots a stricter policy would leave outside, before saving it. */
export const previewProjectPolicyAction = defineAction(previewProjectPolicySchema, previewProjectPolicy);

/** Reloads the policy after a conflict. */
export const getProjectPolicyAction = defineAction(
  z.object({ project: projectNameSchema }),
  async (actor, { project }) => (await getProjectPolicy(actor, project)).own,
);
