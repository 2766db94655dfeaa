"use client";
import { Field as BaseField } from "@base-ui/react/field";
import CircleAlert from "lucide-react/icons/circle-alert";
import { type ComponentProps, type ReactNode, useMemo } from "react";
import { FieldContext } from "@/components/ui/field-context";
import { cn } from "@/lib/cn";

function Control(props: ComponentProps<"input">) {
  return <BaseField.Control {...props} />;
}

type FieldProps = {
  label: ReactNode;
  /** Shown before any error. */
  hint?: ReactNode;
  /** What is wrong and how to fix it; marks the control invalid. */
  error?: ReactNode;
  required?: boolean;
  /** Keeps the label for screen readers. */
  hideLabel?: boolean;
  className?: string;
  /** One control: Input, Textarea, PasswordInput, Select, Switch. */
  children: ReactNode;
};

/** Connects label, hint and error to its control: `for`, `aria-describedby`, `aria-invalid`. */
export function Field({ label, hint, error, required = false, hideLabel, className, children }: FieldProps) {
  const context = useMemo(() => ({ required, Control }), [required]);
  return (
    <FieldContext value={context}>
      <BaseField.Root invalid={Boolean(error)} className={cn("flex flex-col gap-1.5", className)}>
        <BaseField.Label className={cn("font-medium text-sm", hideLabel && "sr-only")}>
          {label}
          {required ? (
            <span aria-hidden="true" className="ml-0.5 text-red">
              *
            </span>
          ) : null}
        </BaseField.Label>
        {children}
        {hint ? <BaseField.Description className="text-muted text-xs">{hint}</BaseField.Description> : null}
        <BaseField.Error match={Boolean(error)} className="flex items-start gap-1.5 text-red text-xs">
          <CircleAlert aria-hidden="true" className="mt-px size-3.5 shrink-0" />
          <span>{error}</span>
        </BaseField.Error>
      </BaseField.Root>
    </FieldContext>
  );
}
