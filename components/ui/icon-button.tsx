"use client";
import type { ComponentProps } from "react";
import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";
import { cn } from "@/lib/cn";

const SIZES = { sm: "size-7", md: "size-8", lg: "size-10" };

type IconButtonProps = Omit<ComponentProps<typeof Button>, "aria-label"> & {
  /** Its accessible name, also shown as a tooltip. */
  label: string;
  /** Turn off where a tooltip would repeat what is shown. */
  tooltip?: boolean;
};

export function IconButton({ label, tooltip = true, size, variant = "ghost", className, ...props }: IconButtonProps) {
  const button = (
    <Button
      {...props}
      aria-label={label}
      size={size}
      variant={variant}
      className={cn("px-0", SIZES[size ?? "md"], className)}
    />
  );
  return tooltip ? (
    <Tooltip text={label} describes={false}>
      {button}
    </Tooltip>
  ) : (
    button
  );
}
