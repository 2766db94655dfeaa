import { Sparkline, usageText } from "@/components/overview/sparkline";
import { Card } from "@/components/ui/card";

/** The words say the same as the bars. */
export function UsageCard({ counts }: { counts: readonly number[] }) {
  return (
    <Card title="Logins" aria-label="Logins">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
        <Sparkline counts={counts} className="h-8 w-40 text-link" />
        <p className="text-muted text-sm">{usageText(counts)} Days are in UTC.</p>
      </div>
    </Card>
  );
}
