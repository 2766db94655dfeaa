import { Card } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { Time } from "@/components/ui/time";
import type { Home } from "@/lib/overview/home";

type HomeChangesProps = {
  changes: Home["changes"];
  /** The whole log; null for people who can’t open it. */
  logHref: string | null;
};

export function HomeChanges({ changes, logHref }: HomeChangesProps) {
  return (
    <Card
      title="Recent changes"
      aria-label="Recent changes"
      padded={false}
      actions={logHref ? <Link href={logHref}>All activity</Link> : undefined}
    >
      {changes.length === 0 ? (
        <p className="p-4 text-muted text-sm">Nothing has changed yet.</p>
      ) : (
        <ul className="divide-y divide-line">
          {changes.map(({ id, at, actor, text, about }) => (
            <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 py-2 text-sm">
              <span className="min-w-0">
                {text} {about ? <span className="break-words font-code">{about}</span> : null}
              </span>
              <span className="text-muted">
                {actor}, <Time value={at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
