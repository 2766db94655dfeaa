import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { Time } from "@/components/ui/time";
import type { NotMoved } from "@/lib/imports/queries";
import type { ImportShown } from "@/lib/imports/schema";
import { numberText } from "@/lib/number-text";

type MoveProgressProps = {
  shown: ImportShown;
  waiting: readonly NotMoved[];
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
          <ul className="flex flex-col gap-1.5">
            {waiting.slice(0, NAMED).map((robot) => (
              <Waiting key={robot.id} robot={robot} />
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

/** What tells whether anybody still needs it. Exports don’t say when a robot was last used. */
function Waiting({ robot: { id, loginName, project, disabled, expiresAt, createdAt } }: { robot: NotMoved }) {
  return (
    <li>
      <Link
        className="wrap-anywhere font-code"
        href={project === null ? `/robots/${id}` : `/projects/${project}/robots/${id}`}
      >
        {loginName}
      </Link>
      <span className="block text-muted text-xs">
        {disabled ? "Disabled · " : null}
        {expiresAt === -1 ? (
          "Never expires"
        ) : (
          <>
            Expiry <Time value={expiresAt} format="absolute" />
          </>
        )}
        {createdAt ? (
          <>
            {" · created there "}
            <Time value={createdAt} format="absolute" />
          </>
        ) : null}
      </span>
    </li>
  );
}
