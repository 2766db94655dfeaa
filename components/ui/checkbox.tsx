"use client";
import { Checkbox as BaseCheckbox } from "@base-ui/react/checkbox";
import Check from "lucide-react/icons/check";
import Minus from "lucide-react/icons/minus";
import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "@/lib/cn";

type BoxProps = ComponentProps<typeof BaseCheckbox.Root>;

type CheckboxProps = Omit<BoxProps, "children" | "render"> & {
  /** The visible name. Without one, give `aria-label`. */
  label?: ReactNode;
  /** One line under the label, read as its description. */
  description?: ReactNode;
};

/** A checkbox, also in the mixed state (`indeterminate`). */
export function Checkbox({ label, description, className, ...props }: CheckboxProps) {
  const generatedId = useId();
  const id = props.id ?? generatedId;
  const descriptionId = `${generatedId}description`;
  if (!label) return <Box {...props} className={className} />;
  return (
    <div className={cn("flex flex-col", className as string)}>
      <label
        htmlFor={id}
        className="flex items-start gap-2 has-data-disabled:cursor-not-allowed has-data-disabled:text-muted"
      >
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

/* The ::after makes the target 24 px without making the box bigger. */
function Box({ className, ...props }: BoxProps) {
  return (
    <BaseCheckbox.Root
      {...props}
      className={cn(
        "relative grid size-4 shrink-0 cursor-pointer place-items-center rounded-sm border border-control bg-surface text-on-accent transition-colors duration-100 after:absolute after:-inset-1.5 data-disabled:cursor-not-allowed data-checked:border-accent data-indeterminate:border-accent data-checked:bg-accent data-indeterminate:bg-accent data-disabled:opacity-55",
        className as string,
      )}
    >
      <BaseCheckbox.Indicator
        className="grid data-unchecked:hidden"
        render={(attributes, state) => (
          <span {...attributes}>
            {state.indeterminate ? (
              <Minus className="size-3" strokeWidth={3} />
            ) : (
              <Check className="size-3" strokeWidth={3} />
            )}
          </span>
        )}
      />
    </BaseCheckbox.Root>
  );
}
