"use client";
import { cva } from "class-variance-authority";
import { type ComponentProps, use } from "react";
import { FieldContext } from "@/components/ui/field-context";
import { cn } from "@/lib/cn";

/** 16 px text on touch screens, because iOS zooms in on smaller inputs. */
export const controlStyle = cva(
  "w-full min-w-0 rounded-md border border-control bg-surface px-2.5 text-fg text-sm transition-colors duration-100 focus-visible:border-ring focus-visible:-outline-offset-1 disabled:cursor-not-allowed disabled:bg-subtle disabled:text-muted aria-invalid:border-danger data-invalid:border-danger pointer-coarse:text-lg",
  { variants: { size: { sm: "h-7", md: "h-8", lg: "h-10" } }, defaultVariants: { size: "md" } },
);

export type InputProps = Omit<ComponentProps<"input">, "size"> & {
  size?: "sm" | "md" | "lg";
  /** For names and secrets: a typeface that distinguishes 0/O and 1/l/I. */
  mono?: boolean;
};

/** Named by the `Field` around it or by `aria-label`. */
export function Input({ size, mono, className, ...props }: InputProps) {
  const { required, Control } = use(FieldContext);
  return (
    <Control
      aria-required={required || undefined}
      {...props}
      className={cn(controlStyle({ size }), "read-only:bg-subtle", mono && "font-code", className)}
    />
  );
}
