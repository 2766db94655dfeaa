import { Skeleton } from "@/components/ui/skeleton";

/** Matches the height of the toolbar, header, `rows` rows and pagination. */
export function DataTableSkeleton({ rows = 15, label }: { rows?: number; label: string }) {
  return (
    <div
      role="status"
      aria-label={`Loading ${label}`}
      className="overflow-hidden rounded-lg border border-line bg-surface"
    >
      <div className="flex h-14 items-center border-line border-b px-4">
        <Skeleton className="w-56" />
      </div>
      <div className="h-9 border-line border-b" />
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div key={row} className="grid h-11 grid-cols-[2rem_2fr_1fr_1fr] items-center gap-4 border-line border-b px-4">
          <Skeleton className="size-4" />
          <Skeleton className="w-4/5" />
          <Skeleton className="w-3/5" />
          <Skeleton className="w-2/5" />
        </div>
      ))}
      <div className="h-12" />
    </div>
  );
}
