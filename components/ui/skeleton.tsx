import { cn } from "@/lib/cn";

/** Appears after 300 ms; size it with `className`. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <div aria-hidden="true" className="animate-late">
      <div className={cn("h-4 animate-pulse rounded-sm bg-line", className)} />
    </div>
  );
}
