import { z } from "zod";
import { manualSecretSchema } from "@/lib/robots/schema";

/** A secret is generated unless `manual`; a manual one is typed twice. */
export function refreshFormSchema(maxLength: number) {
  return z
    .object({ manual: z.boolean(), secret: z.string(), confirmation: z.string() })
    .superRefine(({ manual, secret, confirmation }, context) => {
      if (!manual) return;
      const checked = manualSecretSchema(maxLength).safeParse(secret);
      if (!checked.success)
        context.addIssue({ code: "custom", path: ["secret"], message: "Some of the rules below aren’t met yet." });
      if (secret !== confirmation)
        context.addIssue({ code: "custom", path: ["confirmation"], message: "The secrets don’t match." });
    });
}
export type RefreshForm = z.output<ReturnType<typeof refreshFormSchema>>;
