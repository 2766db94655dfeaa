import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn";

type CardProps = Omit<ComponentProps<"section">, "title"> & {
  title?: ReactNode;
  description?: ReactNode;
  /** To the right of the title. */
  actions?: ReactNode;
  /** False for content with its own edges, such as a table. */
  padded?: boolean;
};

export function Card({ title, description, actions, padded = true, className, children, ...props }: CardProps) {
  return (
    <section {...props} className={cn("overflow-hidden rounded-lg border border-line bg-surface shadow-xs", className)}>
      {title ? (
        <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-line border-b px-4 py-3">
          <div className="min-w-0">
            <h2 className="font-semibold text-base">{title}</h2>
            {description ? <p className="text-muted text-sm">{description}</p> : null}
          </div>
          {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
        </header>
      ) : null}
      <div className={padded ? "p-4" : undefined}>{children}</div>
    </section>
  );
}
