import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { OutsideCard } from "@/components/policies/outside-card";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { getInstancePolicy } from "@/lib/policies/queries";
import { listOutsideInstance } from "@/lib/robots/outside-policy";
import { readOutsideQuery } from "../../outside-query";
import { requirePageAdmin } from "../../page-admin";
import { InstancePolicy } from "./_components/instance-policy";

export const metadata: Metadata = { title: "Policies" };

/** For system admins; not found for anyone else. */
export default async function PoliciesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const actor = await requirePageAdmin("/settings/policies");
  const [policy, outside] = await Promise.all([
    getInstancePolicy(actor),
    listOutsideInstance(actor, readOutsideQuery(await searchParams)),
  ]);
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Policies"
        description="Limits for robot accounts in every project. Project admins can make them stricter in the project’s settings, but not looser. System robot accounts follow only this policy."
      />
      <Card aria-label="Policy" className="max-w-2xl">
        <InstancePolicy policy={policy} />
      </Card>
      <OutsideCard page={outside} project={null} />
    </div>
  );
}
