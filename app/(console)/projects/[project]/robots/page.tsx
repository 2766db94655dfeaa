import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { SkeletonBoundary } from "@/components/ui/skeleton-boundary";
import type { Actor } from "@/lib/auth/context";
import type { Page } from "@/lib/pagination";
import { getEffectivePolicy } from "@/lib/policies/queries";
import { canManageProject } from "@/lib/projects/permissions";
import { epochSeconds } from "@/lib/robots/expiry";
import { countRobots, listRobots, type RobotDto } from "@/lib/robots/queries";
import type { ListRobotsInput } from "@/lib/robots/schema";
import { listReachingRobots, type ReachingRobots as ReachingRobotsList } from "@/lib/system-robots/queries";
import { pathWithQuery, readRobotQuery } from "../../../_components/robots/robot-query";
import { RobotsSkeleton } from "../../../_components/robots/robots-skeleton";
import { type ProjectTabSettings, tabSettings } from "../../../_components/robots/tab-settings";
import { worthWaitingFor } from "../../../worth-waiting-for";
import { openProject } from "../open-project";
import { ReachingRobots } from "./_components/reaching-robots";
import { RobotsTab } from "./_components/robots-tab";

type RobotsPageProps = { params: Promise<{ project: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: RobotsPageProps): Promise<Metadata> {
  return { title: `Robot accounts · ${(await params).project}` };
}

/** The Robot Accounts tab of a project. */
export default async function RobotsPage({ params, searchParams }: RobotsPageProps) {
  const { project: name } = await params;
  const asked = await searchParams;
  const { actor, project } = await openProject(name, pathWithQuery(`/projects/${name}/robots`, asked));
  const query = readRobotQuery(asked);
  const list = findRobots(actor, project.name, query);
  const [{ isDocument }, policy] = await Promise.all([worthWaitingFor(list), getEffectivePolicy(actor, project.name)]);
  return (
    <SkeletonBoundary isDocument={isDocument} skeleton={<RobotsSkeleton />}>
      <RobotsList
        list={list}
        query={query}
        settings={tabSettings(project.name, policy)}
        canManage={canManageProject(project.role)}
        isSystemAdmin={actor.isAdmin}
      />
    </SkeletonBoundary>
  );
}

type FoundRobots = { page: Page<RobotDto>; none: boolean; reaching: ReachingRobotsList };

/** The page asked for, or the last one when there are fewer by now; and whether the project has no robot at all. */
async function findRobots(actor: Actor, project: string, query: ListRobotsInput): Promise<FoundRobots> {
  const [page, reaching] = await Promise.all([listRobots(actor, project, query), listReachingRobots(actor, project)]);
  if (page.rows.length > 0) return { page, none: false, reaching };
  if (page.total === 0) return { page, none: (await countRobots(actor, project)) === 0, reaching };
  const last = Math.ceil(page.total / query.size);
  return { page: await listRobots(actor, project, { ...query, page: last }), none: false, reaching };
}

type RobotsListProps = {
  list: Promise<FoundRobots>;
  query: ListRobotsInput;
  settings: ProjectTabSettings;
  canManage: boolean;
  isSystemAdmin: boolean;
};

async function RobotsList({ list, isSystemAdmin, ...tab }: RobotsListProps) {
  const { page, none, reaching } = await list;
  const now = epochSeconds();
  return (
    <div className="flex flex-col gap-4">
      <RobotsTab {...tab} page={page} none={none} now={now} />
      {reaching.rows.length > 0 ? <ReachingRobots reaching={reaching} isSystemAdmin={isSystemAdmin} now={now} /> : null}
    </div>
  );
}
