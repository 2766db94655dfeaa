import { Fragment } from "react";
import { Time } from "@/components/ui/time";
import type { AuditDetail, AuditValue } from "@/lib/audit/details";

/** What an event changed, line by line: before → after. */
export function TrailDetails({ details }: { details: readonly AuditDetail[] }) {
  if (details.length === 0) return null;
  return (
    <dl className="mt-1.5 grid gap-x-3 gap-y-1 text-xs sm:grid-cols-[minmax(5rem,auto)_1fr]">
      {details.map((detail) => (
        <Fragment key={detail.label}>
          <dt className="text-muted">{detail.label}</dt>
          <dd className="min-w-0">
            <Detail detail={detail} />
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

const MARKS = { added: "Added: ", removed: "Removed: ", kept: "" } as const;

function Detail({ detail }: { detail: AuditDetail }) {
  if (detail.kind === "fact") return <Value value={detail.value} />;
  if (detail.kind === "change")
    return (
      <>
        <Value value={detail.before} />
        <span aria-hidden="true"> → </span>
        <span className="sr-only"> became </span>
        <Value value={detail.after} />
      </>
    );
  const changed = detail.items.filter(({ mark }) => mark !== "kept");
  return changed.map(({ text, mark }) => `${mark ? MARKS[mark] : ""}${text}`).join(" · ");
}

function Value({ value }: { value: AuditValue }) {
  if (value.kind === "time") return <Time value={value.time} format="absolute" />;
  return <span className="whitespace-pre-line">{value.text}</span>;
}
