import type { ReactNode } from "react";

/** What went wrong, between a long form and its buttons: in sight wherever the form is scrolled to. */
export function PinnedProblem({ children }: { children: ReactNode }) {
  return <div className="border-line border-t px-5 py-3 empty:hidden">{children}</div>;
}
