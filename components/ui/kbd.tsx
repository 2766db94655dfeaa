import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

export function Kbd({ className, ...props }: ComponentProps<"kbd">) {
  return (
    <kbd
      {...props}
      className={cn(
        "inline-grid h-5 min-w-5 place-items-center rounded-sm border border-line-strong bg-subtle px-1 font-sans text-muted text-xs",
        className,
      )}
    />
  );
}
