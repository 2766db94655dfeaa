import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { pathWithQuery } from "@/app/(console)/robot-query";
import { RobotsView } from "@/app/(console)/robots-view";
import { canManageProject } from "@/lib/access/roles";
import { openProject } from "../open-project";

type RobotsPageProps = { params: Promise<{ project: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: RobotsPageProps): Promise<Metadata> {
  return { title: `Robot accounts · ${(await params).project}` };
}

/** The Robot Accounts tab of a project. */
export default async function RobotsPage({ params, searchParams }: RobotsPageProps) {
  const { project: name } = await params;
  const asked = await searchParams;
  const { actor, project } = await openProject(name, pathWithQuery(`/projects/${name}/robots`, asked));
  const home = { kind: "project", id: project.id, name: project.name } as const;
  return <RobotsView actor={actor} home={home} canManage={canManageProject(project.role)} searchParams={asked} />;
}
