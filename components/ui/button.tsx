"use client";
import { cva, type VariantProps } from "class-variance-authority";
import LoaderCircle from "lucide-react/icons/loader-circle";
import type { ComponentProps, MouseEvent } from "react";
import { IntentLink } from "@/components/ui/intent-link";
import { cn } from "@/lib/cn";

/** For the few elements not made by `Button`, such as menu and select triggers. */
export const buttonStyle = cva("button", {
  variants: {
    variant: {
      primary: "bg-accent text-on-accent shadow-xs hover:bg-accent-hover",
      secondary: "border border-line-strong bg-surface text-fg shadow-xs hover:bg-hover data-popup-open:bg-hover",
      ghost: "text-muted hover:bg-hover hover:text-fg data-popup-open:bg-hover data-popup-open:text-fg",
      danger: "bg-danger text-on-danger shadow-xs hover:bg-danger-hover",
    },
    size: { sm: "h-7 px-2.5 text-xs", md: "h-8 px-3 text-sm", lg: "h-10 px-4 text-base" },
  },
  defaultVariants: { variant: "secondary", size: "md" },
});

type Look = VariantProps<typeof buttonStyle>;

export type ButtonProps = ComponentProps<"button"> &
  Look & {
    /** Ignores clicks, keeps its width and shows a spinner after 300 ms. */
    pending?: boolean;
  };

/** `type="button"` by default; keeps focus while pending. */
export function Button({ variant, size, pending, disabled, className, children, ...props }: ButtonProps) {
  // `disabled` would drop focus, so a pending button is only marked as disabled.
  const busy = { "aria-busy": true, "aria-disabled": true, onClick: refuse } as const;
  return (
    <button
      type="button"
      {...props}
      disabled={disabled && !pending}
      {...(pending && busy)}
      className={cn(buttonStyle({ variant, size }), className)}
    >
      {pending === undefined ? (
        children
      ) : (
        <span className={cn("inline-flex items-center gap-1.5", pending && "animate-late-out")}>{children}</span>
      )}
      {pending ? (
        <span className="absolute inset-0 grid animate-late place-items-center" aria-hidden="true">
          <LoaderCircle className="animate-spin" />
        </span>
      ) : null}
    </button>
  );
}

/** Prevents a second submit. */
const refuse = (event: MouseEvent<HTMLButtonElement>) => event.preventDefault();

export type ButtonLinkProps = ComponentProps<typeof IntentLink> & Look;

export function ButtonLink({ variant, size, className, ...props }: ButtonLinkProps) {
  return <IntentLink {...props} className={cn(buttonStyle({ variant, size }), className)} />;
}
