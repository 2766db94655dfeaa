import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { DataTableSkeleton } from "@/components/data-table/data-table-skeleton";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { SkeletonBoundary } from "@/components/ui/skeleton-boundary";
import type { Actor } from "@/lib/access/caller";
import { epochSeconds } from "@/lib/access/expiry";
import { filtersToOffer, listAllRobots, type OverviewRobot } from "@/lib/overview/queries";
import type { ListAllInput, SavedView } from "@/lib/overview/schema";
import { listViews } from "@/lib/overview/views";
import { type Page, pageOrLast } from "@/lib/pagination";
import type { RobotFilter } from "@/lib/robots/filters";
import { pageActor } from "@/lib/server/actor";
import { pathWithQuery } from "../robot-query";
import { waitForContent } from "../wait-for-content";
import { AllRobots } from "./_components/all-robots";
import { readAllQuery } from "./search-params";

export const metadata: Metadata = { title: "Robot accounts" };

type AllRobotsPageProps = { searchParams: Promise<SearchParams> };

/** For everybody: system admins see every robot, others those of their projects. */
export default async function AllRobotsPage({ searchParams }: AllRobotsPageProps) {
  const given = await searchParams;
  const actor = await pageActor(pathWithQuery("/robots", given));
  const query = readAllQuery(given);
  const found = findAll(actor, query);
  const { isDocument } = await waitForContent(found);
  return (
    <div className="flex flex-col gap-5">
      <PageHeader title="Robot accounts" description={<Description isSystemAdmin={actor.isAdmin} />} />
      <SkeletonBoundary isDocument={isDocument} skeleton={<DataTableSkeleton label="robot accounts" rows={8} />}>
        <Found found={found} query={query} />
      </SkeletonBoundary>
    </div>
  );
}

function Description({ isSystemAdmin }: { isSystemAdmin: boolean }) {
  if (!isSystemAdmin) return "Every robot account in your projects.";
  return (
    <>
      Every robot account in every project, and the <Link href="/robots/system">system robot accounts</Link>.
    </>
  );
}

type Found = { page: Page<OverviewRobot>; views: SavedView[]; offered: RobotFilter[] };

async function findAll(actor: Actor, query: ListAllInput): Promise<Found> {
  const [page, views, offered] = await Promise.all([
    pageOrLast(query, (requested) => listAllRobots(actor, requested)),
    listViews(actor),
    filtersToOffer(query.status),
  ]);
  return { page, views, offered };
}

async function Found({ found, query }: { found: Promise<Found>; query: ListAllInput }) {
  return <AllRobots {...(await found)} query={query} now={epochSeconds()} />;
}
