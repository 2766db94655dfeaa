import type { ComponentProps } from "react";
import { IntentLink } from "@/components/ui/intent-link";
import { cn } from "@/lib/cn";

type LinkProps = ComponentProps<typeof IntentLink> & {
  /** "plain" looks like the surrounding text until hovered: for names in tables. */
  look?: "text" | "plain";
};

export function Link({ look = "text", className, ...props }: LinkProps) {
  return (
    <IntentLink
      {...props}
      className={cn(
        "rounded-sm underline-offset-3",
        look === "text"
          ? "text-link underline decoration-link/40 hover:decoration-link"
          : "text-fg hover:text-link hover:underline",
        className,
      )}
    />
  );
}
