import { twMerge } from "tailwind-merge";

/** Joins class names; of two Tailwind classes for the same property the later wins. */
export function cn(...values: (string | false | null | undefined)[]): string {
  const [first = "", ...others] = values.filter((value): value is string => Boolean(value));
  return others.length > 0 ? twMerge(first, others) : first;
}
