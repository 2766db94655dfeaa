import type { Metadata } from "next";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { Time } from "@/components/ui/time";
import { type ImportRow, listImports } from "@/lib/imports/queries";
import { SOURCE_LABELS } from "@/lib/imports/schema";
import { HARBOR_EXPORT } from "@/lib/imports/statement";
import { numberText } from "@/lib/number-text";
import { requirePageAdmin } from "../../page-admin";
import { UploadForm } from "./_components/upload-form";

export const metadata: Metadata = { title: "Import robot accounts" };

/** For system admins; not found for anyone else. */
export default async function MoveInPage() {
  const actor = await requirePageAdmin("/settings/move-in");
  const imports = await listImports(actor);
  return (
    <div className="flex max-w-4xl flex-col gap-5">
      <PageHeader
        title="Import robot accounts"
        description="Bring robot accounts over from another registry with their names and secrets, so no pipeline has to change. Images aren’t copied: use a tool such as skopeo."
      />
      <Card title="Export and upload" description="You’ll see what would change before anything does.">
        <UploadForm statement={HARBOR_EXPORT} />
      </Card>
      {imports.length > 0 ? (
        <Card title="Imports" padded={false}>
          <ul>
            {imports.map((one) => (
              <ImportLine key={one.id} {...one} />
            ))}
          </ul>
        </Card>
      ) : null}
    </div>
  );
}

const STATES = { ready: "Dry run", applying: "In progress", applied: "Applied" } as const;

function ImportLine({ id, source, state, created_by, createdAt, imported, loggedIn }: ImportRow) {
  const progress =
    state === "ready"
      ? "Nothing has been changed yet."
      : `${numberText(loggedIn)} of ${numberText(imported)} have logged in here.`;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-4 py-2.5 text-sm last:border-b-0">
      <Link href={`/settings/move-in/${id}`}>
        {SOURCE_LABELS[source]} by {created_by}
      </Link>
      <Badge>{STATES[state]}</Badge>
      <span className="text-muted">{progress}</span>
      <Time value={createdAt.toISOString()} className="ml-auto text-muted" />
    </li>
  );
}
