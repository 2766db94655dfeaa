import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DataTableSkeleton } from "@/components/data-table/data-table-skeleton";
import { SkeletonBoundary } from "@/components/ui/skeleton-boundary";
import { pageActor } from "@/lib/auth/actor";
import { listUsers, type UserDto } from "@/lib/users/queries";
import { worthWaitingFor } from "../../worth-waiting-for";
import { PeopleHeader } from "./_components/people-header";
import { PeopleList } from "./_components/people-list";

export const metadata: Metadata = { title: "People" };

/** Everybody who can sign in. For system admins; nobody else learns that there is such a page. */
export default async function PeoplePage() {
  const actor = await pageActor("/settings/people");
  if (!actor.isAdmin) notFound();
  const found = listUsers(actor);
  const { isDocument } = await worthWaitingFor(found);
  return (
    <SkeletonBoundary isDocument={isDocument} skeleton={<PeopleSkeleton />}>
      <People found={found} />
    </SkeletonBoundary>
  );
}

async function People({ found }: { found: Promise<UserDto[]> }) {
  return <PeopleList people={await found} />;
}

function PeopleSkeleton() {
  return (
    <div className="flex flex-col gap-5">
      <PeopleHeader />
      <DataTableSkeleton label="people" rows={8} />
    </div>
  );
}
