import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { DataTableSkeleton } from "@/components/data-table/data-table-skeleton";
import { SkeletonBoundary } from "@/components/ui/skeleton-boundary";
import { type Page, pageOrLast } from "@/lib/pagination";
import { listProjects, type ProjectRow } from "@/lib/projects/queries";
import { type ListProjectsInput, listProjectsSchema } from "@/lib/projects/schema";
import { pageActor } from "@/lib/server/actor";
import { waitForContent } from "../wait-for-content";
import { ProjectList } from "./_components/project-list";
import { ProjectsHeader } from "./_components/projects-header";
import { loadProjectSearchParams } from "./search-params";

export const metadata: Metadata = { title: "Projects" };

export default async function ProjectsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const actor = await pageActor("/projects");
  const input = listProjectsSchema.parse(await loadProjectSearchParams(searchParams));
  const found = pageOrLast(input, (requested) => listProjects(actor, requested));
  const { isDocument } = await waitForContent(found);
  return (
    <SkeletonBoundary isDocument={isDocument} skeleton={<ProjectsSkeleton />}>
      <Projects found={found} query={input} username={actor.username} isSystemAdmin={actor.isAdmin} />
    </SkeletonBoundary>
  );
}

type ProjectsProps = {
  found: Promise<Page<ProjectRow>>;
  query: ListProjectsInput;
  username: string;
  isSystemAdmin: boolean;
};

async function Projects({ found, ...props }: ProjectsProps) {
  return <ProjectList {...props} list={await found} />;
}

function ProjectsSkeleton() {
  return (
    <div className="flex flex-col gap-5">
      <ProjectsHeader />
      <DataTableSkeleton label="projects" rows={8} />
    </div>
  );
}
