import type { ReactNode } from "react";

/** Sits between a long form and its buttons, so that it is visible at any scroll position. */
export function PinnedProblem({ children }: { children: ReactNode }) {
  return <div className="border-line border-t px-5 py-3 empty:hidden">{children}</div>;
}
