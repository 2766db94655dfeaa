import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

export type Definition = { term: ReactNode; value: ReactNode };

/** Two columns; stacked on a phone. */
export function DefinitionList({ items, className }: { items: readonly Definition[]; className?: string }) {
  return (
    <dl className={cn("grid text-sm sm:grid-cols-[minmax(8rem,12rem)_1fr]", className)}>
      {items.map((item) => (
        <div
          key={String(item.term)}
          className="grid gap-x-4 border-line border-b py-2 last:border-b-0 sm:col-span-2 sm:grid-cols-subgrid"
        >
          <dt className="text-muted">{item.term}</dt>
          <dd className="min-w-0">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
