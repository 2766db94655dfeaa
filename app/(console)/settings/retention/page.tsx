import type { Metadata } from "next";
import { Card } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { getRetention } from "@/lib/activity/retention";
import { requirePageAdmin } from "../../page-admin";
import { RetentionForm } from "./_components/retention-form";

export const metadata: Metadata = { title: "Retention" };

/** For system admins; not found for anyone else. */
export default async function RetentionPage() {
  const actor = await requirePageAdmin("/settings/retention");
  const { days } = await getRetention(actor);
  return (
    <div className="flex max-w-2xl flex-col gap-5">
      <PageHeader
        title="Retention"
        description={
          <>
            How long <Link href="/activity">activity</Link> is kept in every project. Changes to this setting are
            recorded there too.
          </>
        }
      />
      <Card>
        <RetentionForm days={days} />
      </Card>
    </div>
  );
}
