import { z } from "zod";

/**
 * An array of at most `max` elements. A longer one is refused by its length alone: zod would look at every element first,
 * which takes seconds where somebody sends a million.
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
