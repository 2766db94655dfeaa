import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { SkeletonBoundary } from "@/components/ui/skeleton-boundary";
import type { Actor } from "@/lib/auth/context";
import type { Page } from "@/lib/pagination";
import { canManageProject } from "@/lib/projects/permissions";
import { epochSeconds } from "@/lib/robots/expiry";
import { countRobots, listRobots, type RobotDto } from "@/lib/robots/queries";
import type { ListRobotsInput } from "@/lib/robots/schema";
import { RobotsSkeleton } from "../../../_components/robots/robots-skeleton";
import { type ProjectTabSettings, tabSettings } from "../../../_components/robots/tab-settings";
import { worthWaitingFor } from "../../../worth-waiting-for";
import { openProject } from "../open-project";
import { RobotsTab } from "./_components/robots-tab";
import { readRobotQuery } from "./search-params";

type RobotsPageProps = { params: Promise<{ project: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: RobotsPageProps): Promise<Metadata> {
  return { title: `Robot accounts · ${(await params).project}` };
}

/** The Robot Accounts tab of a project. */
export default async function RobotsPage({ params, searchParams }: RobotsPageProps) {
  const { project: name } = await params;
  const asked = await searchParams;
  const { actor, project } = await openProject(name, pathOf(name, asked));
  const query = readRobotQuery(asked);
  const list = findRobots(actor, project.name, query);
  const { isDocument } = await worthWaitingFor(list);
  return (
    <SkeletonBoundary isDocument={isDocument} skeleton={<RobotsSkeleton />}>
      <RobotsList
        list={list}
        query={query}
        settings={tabSettings(project.name)}
        canManage={canManageProject(project.role)}
      />
    </SkeletonBoundary>
  );
}

function pathOf(project: string, asked: SearchParams): string {
  const query = new URLSearchParams(
    Object.entries(asked).flatMap(([key, value]) => [value ?? []].flat().map((one): [string, string] => [key, one])),
  ).toString();
  return `/projects/${project}/robots${query ? `?${query}` : ""}`;
}

type FoundRobots = { page: Page<RobotDto>; none: boolean };

/** The page asked for, or the last one when there are fewer by now; and whether the project has no robot at all. */
async function findRobots(actor: Actor, project: string, query: ListRobotsInput): Promise<FoundRobots> {
  const page = await listRobots(actor, project, query);
  if (page.rows.length > 0) return { page, none: false };
  if (page.total === 0) return { page, none: (await countRobots(actor, project)) === 0 };
  const last = Math.ceil(page.total / query.size);
  return { page: await listRobots(actor, project, { ...query, page: last }), none: false };
}

type RobotsListProps = {
  list: Promise<FoundRobots>;
  query: ListRobotsInput;
  settings: ProjectTabSettings;
  canManage: boolean;
};

async function RobotsList({ list, ...tab }: RobotsListProps) {
  const { page, none } = await list;
  return <RobotsTab {...tab} page={page} none={none} now={epochSeconds()} />;
}
