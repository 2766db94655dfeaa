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

export default async function RobotsPage({ params, searchParams }: RobotsPageProps) {
  const { project: name } = await params;
  const query = await searchParams;
  const { actor, project } = await openProject(name, pathWithQuery(`/projects/${name}/robots`, query));
  const home = { kind: "project", id: project.id, name: project.name } as const;
  return <RobotsView actor={actor} home={home} canManage={canManageProject(project.role)} searchParams={query} />;
}
