import { twMerge } from "tailwind-merge";

/** Joins class names; of two Tailwind classes for one property the later wins. One alone has nothing to lose to. */
export function cn(...values: (string | false | null | undefined)[]): string {
  const [first = "", ...others] = values.filter((value): value is string => Boolean(value));
  return others.length > 0 ? twMerge(first, others) : first;
}
