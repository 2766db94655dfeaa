"use client";
import { RobotName } from "@/components/robots/robot-name";
import { Alert } from "@/components/ui/alert";
import { Time, TimeTabStop } from "@/components/ui/time";
import { numberText } from "@/lib/number-text";
import type { BulkRow, BulkPreview as Preview } from "@/lib/overview/bulk";
import { type BulkChange, MAX_BULK } from "@/lib/overview/schema";

type BulkPreviewProps = { kind: BulkChange["kind"]; preview: Preview };

const DONE = { delete: "deleted", extend: "extended", contact: "changed" };

/** What happens to each robot. Those that nothing happens to come last. */
export function BulkPreview({ kind, preview: { rows, more, expiresAt } }: BulkPreviewProps) {
  const changed = rows.filter(({ reason }) => reason === null);
  const kept = rows.filter(({ reason }) => reason !== null);
  return (
    <>
      {kind === "delete" ? (
        <p className="text-sm">
          Their logins stop immediately, and whatever uses them needs another robot account. This can’t be undone.
        </p>
      ) : null}
      <p role="status" className="text-sm">
        {numberText(changed.length)} of {numberText(rows.length)} will be {DONE[kind]}, all of them or none.
        {kept.length > 0 ? ` ${numberText(kept.length)} ${kept.length === 1 ? "stays" : "stay"} as they are.` : null}
      </p>
      {more ? (
        <Alert tone="warn">
          More robot accounts match. At most {MAX_BULK} are changed at once; repeat the action for the others.
        </Alert>
      ) : null}
      <TimeTabStop value={-1}>
        <ul
          aria-label="What happens to each robot account"
          className="max-h-80 divide-y divide-line overflow-y-auto rounded-md border border-line"
        >
          {[...changed, ...kept].map((row) => (
            <li key={row.id} className="flex flex-wrap justify-between gap-x-4 px-3 py-1.5">
              <span className="text-sm">
                <RobotName loginName={row.loginName} name={row.name} />
              </span>
              <span className="text-muted text-xs leading-5">
                <Effect kind={kind} row={row} expiresAt={expiresAt} />
              </span>
            </li>
          ))}
        </ul>
      </TimeTabStop>
    </>
  );
}

type EffectProps = { kind: BulkChange["kind"]; row: BulkRow; expiresAt: number | null };

function Effect({ kind, row, expiresAt }: EffectProps) {
  if (row.reason !== null) return `Not changed. ${row.reason}`;
  if (kind === "contact") return `Contact today: ${row.contact || "none"}`;
  if (expiresAt !== null)
    return (
      <>
        {row.isExpired ? "Expired, and will work again. " : null}
        Expires <Time value={row.expiresAt} format="absolute" /> → <Time value={expiresAt} format="absolute" />
      </>
    );
  if (row.lastUsedAt === null) return "Never used";
  return (
    <>
      Last used <Time value={row.lastUsedAt} />
    </>
  );
}
