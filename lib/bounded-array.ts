import { z } from "zod";

/**
 * An array of at most `max` elements, rejected by its length alone: zod would check every element first, which takes
 * seconds for a million of them.
 */
export function atMost<Item extends z.ZodType>(array: z.ZodArray<Item>, max: number, message: string) {
  const bounded = z.preprocess(
    (value, context) => {
      if (!Array.isArray(value) || value.length <= max) return value;
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    },
    array.max(max, message),
  );
  return bounded as z.ZodType<z.output<Item>[], z.input<Item>[]>;
}
