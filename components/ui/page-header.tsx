import type { ReactNode } from "react";

type PageHeaderProps = {
  title: ReactNode;
  description?: ReactNode;
  /** Next to the title, such as a Badge. */
  aside?: ReactNode;
  /** The primary button comes last. */
  actions?: ReactNode;
};

/** The page's only h1. */
export function PageHeader({ title, description, aside, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h1 className="min-w-0 font-semibold text-xl tracking-tight">{title}</h1>
          {aside}
        </div>
        {description ? <div className="mt-0.5 max-w-prose text-muted text-sm">{description}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
    </header>
  );
}
