import type { ReactNode } from "react";

type EmptyProps = {
  icon?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
};

export function Empty({ icon, title, children, action }: EmptyProps) {
  return (
    <div className="flex flex-col items-center gap-1 px-6 py-14 text-center">
      {icon ? (
        <div
          aria-hidden="true"
          className="mb-2 grid size-10 place-items-center rounded-lg border border-line bg-subtle text-muted [&_svg]:size-5"
        >
          {icon}
        </div>
      ) : null}
      <h2 className="font-semibold text-base">{title}</h2>
      {children ? <div className="max-w-prose text-balance text-muted text-sm">{children}</div> : null}
      {action ? <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}
