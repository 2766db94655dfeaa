import { cva } from "class-variance-authority";
import CircleAlert from "lucide-react/icons/circle-alert";
import CircleCheck from "lucide-react/icons/circle-check";
import Info from "lucide-react/icons/info";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

const alertStyle = cva("flex items-start gap-2.5 rounded-lg border px-3 py-2.5 text-fg text-sm", {
  variants: {
    tone: {
      info: "border-blue-line bg-blue-soft",
      success: "border-green-line bg-green-soft",
      warn: "border-amber-line bg-amber-soft",
      error: "border-red-line bg-red-soft",
    },
  },
});

const ICONS = {
  info: <Info aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-blue" />,
  success: <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-green" />,
  warn: <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-amber" />,
  error: <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-red" />,
};

type AlertProps = {
  tone: keyof typeof ICONS;
  title?: ReactNode;
  children?: ReactNode;
  /** The next step: buttons or links. */
  actions?: ReactNode;
  className?: string;
};

/** Screen readers announce errors when they appear. */
export function Alert({ tone, title, children, actions, className }: AlertProps) {
  return (
    <div role={tone === "error" ? "alert" : "note"} className={cn(alertStyle({ tone }), className)}>
      {ICONS[tone]}
      <div className="min-w-0 flex-1">
        {title ? <p className="font-medium">{title}</p> : null}
        {children ? <div className={title ? "mt-0.5" : undefined}>{children}</div> : null}
        {actions ? <div className="mt-2 flex flex-wrap gap-2">{actions}</div> : null}
      </div>
    </div>
  );
}
