"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { getProjectPolicy } from "@/lib/policies/queries";
import { previewProjectPolicySchema, setProjectPolicySchema } from "@/lib/policies/schema";
import { setProjectPolicy } from "@/lib/policies/service";
import { projectNameSchema } from "@/lib/projects/schema";
import { previewProjectPolicy } from "@/lib/robots/outside-policy";
import { defineAction } from "@/lib/server/action";

/** Saves what the project forbids; its list of robots shows at once what it means there. */
export const setProjectPolicyAction = defineAction(setProjectPolicySchema, setProjectPolicy, () =>
  revalidatePath("/projects", "layout"),
);

/** The robots that would be outside, for the question before it is saved. */
export const previewProjectPolicyAction = defineAction(previewProjectPolicySchema, previewProjectPolicy);

/** The project's own policy as it is now, for an edit that met a conflict. */
export const getProjectPolicyAction = defineAction(
  z.object({ project: projectNameSchema }),
  async (actor, { project }) => (await getProjectPolicy(actor, project)).own,
);
