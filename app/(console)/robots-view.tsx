import type { SearchParams } from "nuqs/server";
import { ReachingRobots } from "@/components/robots/reaching-robots";
import { RobotList } from "@/components/robots/robot-list";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { RobotsSkeleton } from "@/components/robots/robots-skeleton";
import { SkeletonBoundary } from "@/components/ui/skeleton-boundary";
import type { Actor } from "@/lib/access/caller";
import { epochSeconds } from "@/lib/access/expiry";
import { type Page, pageOrLast } from "@/lib/pagination";
import { getEffectivePolicy } from "@/lib/policies/queries";
import { projectNameOf, type RobotHome } from "@/lib/robots/home";
import { countRobots, listRobots } from "@/lib/robots/queries";
import { listReachingRobots, type ReachingRobots as Reaching } from "@/lib/robots/reaching";
import type { ListedRobot } from "@/lib/robots/robot";
import type { ListRobotsInput } from "@/lib/robots/schema";
import { readRobotQuery } from "./robot-query";
import { listSettings, registryFor } from "./robot-settings";
import { waitForContent } from "./wait-for-content";

type RobotsViewProps = { actor: Actor; home: RobotHome; canManage: boolean; searchParams: SearchParams };

export async function RobotsView({ actor, home, canManage, searchParams }: RobotsViewProps) {
  const query = readRobotQuery(searchParams);
  const project = projectNameOf(home);
  const found = findRobots(actor, project, query);
  const [{ isDocument }, policy, registry] = await Promise.all([
    waitForContent(found),
    getEffectivePolicy(actor, project),
    registryFor(actor),
  ]);
  const list = { settings: listSettings(home, policy, registry), canManage, query };
  return (
    <SkeletonBoundary isDocument={isDocument} skeleton={<RobotsSkeleton />}>
      <FoundRobots found={found} list={list} isSystemAdmin={actor.isAdmin} />
    </SkeletonBoundary>
  );
}

type Found = { page: Page<ListedRobot>; none: boolean; reaching: Reaching | null };

async function findRobots(actor: Actor, project: string | null, query: ListRobotsInput): Promise<Found> {
  const [page, reaching] = await Promise.all([
    pageOrLast(query, (requested) => listRobots(actor, project, requested)),
    project === null ? null : listReachingRobots(actor, project),
  ]);
  return { page, none: page.total === 0 && (await countRobots(actor, project)) === 0, reaching };
}

type FoundRobotsProps = {
  found: Promise<Found>;
  list: { settings: RobotSettings; canManage: boolean; query: ListRobotsInput };
  isSystemAdmin: boolean;
};

async function FoundRobots({ found, list, isSystemAdmin }: FoundRobotsProps) {
  const { page, none, reaching } = await found;
  const now = epochSeconds();
  return (
    <div className="flex flex-col gap-4">
      <RobotList {...list} page={page} none={none} now={now} />
      {reaching && reaching.rows.length > 0 ? (
        <ReachingRobots reaching={reaching} isSystemAdmin={isSystemAdmin} now={now} />
      ) : null}
    </div>
  );
}
