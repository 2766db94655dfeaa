import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import type { ImportShown } from "@/lib/imports/schema";
import { numberText } from "@/lib/number-text";

type MoveProgressProps = {
  shown: ImportShown;
  waiting: readonly { id: number; loginName: string; project: string | null }[];
};

const NAMED = 20;

/** How many robots have logged in here, and which haven't. */
export function MoveProgress({ shown, waiting }: MoveProgressProps) {
  const { imported, logged_in: loggedIn } = shown.robots;
  return (
    <Card
      title={`${numberText(loggedIn)} of ${numberText(imported)} have logged in here`}
      description="You can retire the old registry once every robot you need has logged in here."
      actions={
        <ButtonLink href={`/settings/move-in/${shown.id}/ids`} prefetch={false} size="sm">
          Download IDs
        </ButtonLink>
      }
    >
      {waiting.length === 0 ? (
        <p className="text-sm">Every robot has logged in here.</p>
      ) : (
        <div className="flex flex-col gap-2 text-sm">
          <p>These haven’t logged in here yet:</p>
          <ul className="columns-1 gap-6 font-code sm:columns-2">
            {waiting.slice(0, NAMED).map(({ id, loginName, project }) => (
              <li key={id} className="wrap-anywhere">
                <Link href={project === null ? `/robots/${id}` : `/projects/${project}/robots/${id}`}>{loginName}</Link>
              </li>
            ))}
          </ul>
          {waiting.length > NAMED ? (
            <p className="text-muted">And {numberText(imported - loggedIn - NAMED)} more.</p>
          ) : null}
        </div>
      )}
    </Card>
  );
}
