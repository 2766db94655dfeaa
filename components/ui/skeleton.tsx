import { cn } from "@/lib/cn";

/** A grey stand-in for one piece of content; size it with `className`. Shown only after 300 ms. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <div aria-hidden="true" className="animate-late">
      <div className={cn("h-4 animate-pulse rounded-sm bg-line", className)} />
    </div>
  );
}
