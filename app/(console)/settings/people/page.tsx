import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { DataTableSkeleton } from "@/components/data-table/data-table-skeleton";
import { SkeletonBoundary } from "@/components/ui/skeleton-boundary";
import { type Page, pageOrLast } from "@/lib/pagination";
import { listUsers, type UserDto } from "@/lib/people/queries";
import type { ListUsersInput } from "@/lib/people/schema";
import { requirePageAdmin } from "../../page-admin";
import { waitForContent } from "../../wait-for-content";
import { PeopleHeader } from "./_components/people-header";
import { PeopleList } from "./_components/people-list";
import { readPeopleQuery } from "./search-params";

export const metadata: Metadata = { title: "People" };

/** For system admins; not found for anyone else. */
export default async function PeoplePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const actor = await requirePageAdmin("/settings/people");
  const query = readPeopleQuery(await searchParams);
  const found = pageOrLast(query, (requested) => listUsers(actor, requested));
  const { isDocument } = await waitForContent(found);
  return (
    <SkeletonBoundary isDocument={isDocument} skeleton={<PeopleSkeleton />}>
      <People found={found} query={query} />
    </SkeletonBoundary>
  );
}

async function People({ found, query }: { found: Promise<Page<UserDto>>; query: ListUsersInput }) {
  return <PeopleList list={await found} query={query} />;
}

function PeopleSkeleton() {
  return (
    <div className="flex flex-col gap-5">
      <PeopleHeader />
      <DataTableSkeleton label="people" rows={8} />
    </div>
  );
}
