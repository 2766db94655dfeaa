import { detailItems } from "@/components/activity/detail-list";
import { ResultMark } from "@/components/activity/result-mark";
import { DefinitionList } from "@/components/ui/definition-list";
import { Link } from "@/components/ui/link";
import { Time } from "@/components/ui/time";
import type { AuditEntry } from "@/lib/activity/queries";

type RobotTrailProps = {
  /** Newest first. */
  rows: readonly AuditEntry[];
  /** There are older events. */
  more: boolean;
  logHref: string;
};

export function RobotTrail({ rows, more, logHref }: RobotTrailProps) {
  if (rows.length === 0)
    return <p className="p-4 text-muted text-sm">No activity yet, or it’s older than the retention period.</p>;
  return (
    <>
      <ol>
        {rows.map((row) => (
          <TrailRow key={row.id} row={row} />
        ))}
      </ol>
      {more ? (
        <p className="border-line border-t px-4 py-3 text-muted text-sm">
          Showing the latest {rows.length}. <Link href={logHref}>See all activity</Link>
        </p>
      ) : null}
    </>
  );
}

function TrailRow({ row }: { row: AuditEntry }) {
  return (
    <li className="border-line border-b px-4 py-3 text-sm last:border-b-0">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="flex flex-wrap items-center gap-x-2">
          <span className="font-medium">{row.text}</span>
          {row.result === "success" ? null : <ResultMark result={row.result} />}
        </span>
        <span className="text-muted">
          <Time value={row.at} />
        </span>
      </div>
      <p className="text-muted text-xs">
        {row.actor.name}
        {row.address ? ` from ${row.address}` : null}
      </p>
      {row.details.length > 0 ? <DefinitionList items={detailItems(row.details)} className="mt-1.5 text-xs" /> : null}
    </li>
  );
}
