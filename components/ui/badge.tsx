import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

const badgeStyle = cva(
  "inline-flex items-center gap-1 whitespace-nowrap rounded-full border px-2 font-medium text-xs leading-5 [&_svg]:size-3 [&_svg]:shrink-0",
  {
    variants: {
      tone: {
        neutral: "border-line bg-subtle text-muted",
        green: "border-green-line bg-green-soft text-green",
        amber: "border-amber-line bg-amber-soft text-amber",
        red: "border-red-line bg-red-soft text-red",
        blue: "border-blue-line bg-blue-soft text-blue",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

/** Color and icon only repeat the word. */
export function Badge({ tone, className, ...props }: ComponentProps<"span"> & VariantProps<typeof badgeStyle>) {
  return <span {...props} className={cn(badgeStyle({ tone }), className)} />;
}
