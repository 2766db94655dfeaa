import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { SkeletonBoundary } from "@/components/ui/skeleton-boundary";
import { pageActor } from "@/lib/auth/actor";
import type { Actor } from "@/lib/auth/context";
import type { Page } from "@/lib/pagination";
import { getSystemRobotPolicy } from "@/lib/policies/queries";
import { epochSeconds } from "@/lib/robots/expiry";
import type { ListRobotsInput } from "@/lib/robots/schema";
import { countSystemRobots, listSystemRobots, type SystemRobotDto } from "@/lib/system-robots/queries";
import { pathWithQuery, readRobotQuery } from "../_components/robots/robot-query";
import { RobotsSkeleton } from "../_components/robots/robots-skeleton";
import { type TabSettings, tabSettings } from "../_components/robots/tab-settings";
import { worthWaitingFor } from "../worth-waiting-for";
import { SystemRobots } from "./_components/system-robots";
import { SystemRobotsHeader } from "./_components/system-robots-header";

export const metadata: Metadata = { title: "System robot accounts" };

type SystemRobotsPageProps = { searchParams: Promise<SearchParams> };

/** The robot accounts that reach several projects or all. For system admins; nobody else learns that there is such a page. */
export default async function SystemRobotsPage({ searchParams }: SystemRobotsPageProps) {
  const asked = await searchParams;
  const actor = await pageActor(pathWithQuery("/robots", asked));
  if (!actor.isAdmin) notFound();
  const query = readRobotQuery(asked);
  const list = findRobots(actor, query);
  const [{ isDocument }, policy] = await Promise.all([worthWaitingFor(list), getSystemRobotPolicy(actor)]);
  return (
    <div className="flex flex-col gap-5">
      <SystemRobotsHeader />
      <SkeletonBoundary isDocument={isDocument} skeleton={<RobotsSkeleton />}>
        <RobotsList list={list} query={query} settings={tabSettings(null, policy)} />
      </SkeletonBoundary>
    </div>
  );
}

type FoundRobots = { page: Page<SystemRobotDto>; none: boolean };

/** The page asked for, or the last one when there are fewer by now; and whether there is no robot at all. */
async function findRobots(actor: Actor, query: ListRobotsInput): Promise<FoundRobots> {
  const page = await listSystemRobots(actor, query);
  if (page.rows.length > 0) return { page, none: false };
  if (page.total === 0) return { page, none: (await countSystemRobots(actor)) === 0 };
  const last = Math.ceil(page.total / query.size);
  return { page: await listSystemRobots(actor, { ...query, page: last }), none: false };
}

type RobotsListProps = { list: Promise<FoundRobots>; query: ListRobotsInput; settings: TabSettings };

async function RobotsList({ list, ...rest }: RobotsListProps) {
  const { page, none } = await list;
  return <SystemRobots {...rest} page={page} none={none} now={epochSeconds()} />;
}
