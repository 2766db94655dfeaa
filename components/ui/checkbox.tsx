"use client";
import Check from "lucide-react/icons/check";
import Minus from "lucide-react/icons/minus";
import { type ComponentProps, type ReactNode, type Ref, useEffect, useId, useImperativeHandle, useRef } from "react";
import { cn } from "@/lib/cn";

type BoxProps = Omit<ComponentProps<"input">, "ref" | "type" | "size" | "children" | "onChange"> & {
  ref?: Ref<HTMLElement>;
  /** Some, but not all, are checked. */
  indeterminate?: boolean;
  onCheckedChange?: (checked: boolean) => void;
};

type CheckboxProps = BoxProps & {
  /** Without a visible label, pass `aria-label`. */
  label?: ReactNode;
  /** A line below the label, read as its description. */
  description?: ReactNode;
};

export function Checkbox({ label, description, className, ...props }: CheckboxProps) {
  const generatedId = useId();
  const id = props.id ?? generatedId;
  const descriptionId = `${generatedId}description`;
  if (!label) return <Box {...props} className={className} />;
  return (
    <div className={cn("flex flex-col", className)}>
      <label htmlFor={id} className="flex items-start gap-2 has-disabled:cursor-not-allowed has-disabled:text-muted">
        <Box {...props} id={id} aria-describedby={description ? descriptionId : undefined} className="mt-0.5" />
        <span className="min-w-0 text-sm">{label}</span>
      </label>
      {description ? (
        <span id={descriptionId} className="pl-6 text-muted text-xs">
          {description}
        </span>
      ) : null}
    </div>
  );
}

/* The native checkbox is transparent and extends 6 px beyond the drawn one, for a 28 px target. */
function Box({ ref, className, indeterminate = false, checked, onCheckedChange, ...props }: BoxProps) {
  const input = useRef<HTMLInputElement>(null);
  useImperativeHandle(ref, () => input.current as HTMLElement);
  useEffect(() => {
    if (input.current) input.current.indeterminate = indeterminate;
  }, [indeterminate]);
  const Mark = indeterminate ? Minus : Check;
  return (
    <span className={cn("relative grid size-4 shrink-0", className)}>
      <input
        {...props}
        ref={input}
        type="checkbox"
        checked={checked}
        onChange={(event) => onCheckedChange?.(event.target.checked)}
        className="absolute -inset-1.5 z-1 m-0 cursor-pointer appearance-none outline-none disabled:cursor-not-allowed"
      />
      <span aria-hidden="true" className="checkbox">
        <Mark className="size-3" strokeWidth={3} />
      </span>
    </span>
  );
}
