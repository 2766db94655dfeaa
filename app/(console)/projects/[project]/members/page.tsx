import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { waitForContent } from "@/app/(console)/wait-for-content";
import { DataTableSkeleton } from "@/components/data-table/data-table-skeleton";
import { SkeletonBoundary } from "@/components/ui/skeleton-boundary";
import { canManageProject } from "@/lib/access/roles";
import { listMembers, type MemberDto } from "@/lib/members/queries";
import type { ListMembersInput } from "@/lib/members/schema";
import { type Page, pageOrLast } from "@/lib/pagination";
import { openProject } from "../open-project";
import { MemberList } from "./_components/member-list";
import { readMemberQuery } from "./search-params";

type MembersPageProps = { params: Promise<{ project: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: MembersPageProps): Promise<Metadata> {
  return { title: `Members · ${(await params).project}` };
}

export default async function MembersPage({ params, searchParams }: MembersPageProps) {
  const { project: name } = await params;
  const { actor, project } = await openProject(name, `/projects/${name}/members`);
  const query = readMemberQuery(await searchParams);
  const found = pageOrLast(query, (requested) => listMembers(actor, project.name, requested));
  const { isDocument } = await waitForContent(found);
  const viewer = { canManage: canManageProject(project.role), isSystemAdmin: actor.isAdmin };
  return (
    <SkeletonBoundary isDocument={isDocument} skeleton={<DataTableSkeleton label="members" rows={5} />}>
      <Members found={found} query={query} project={project.name} {...viewer} />
    </SkeletonBoundary>
  );
}

type MembersProps = {
  found: Promise<Page<MemberDto>>;
  query: ListMembersInput;
  project: string;
  canManage: boolean;
  isSystemAdmin: boolean;
};

async function Members({ found, ...props }: MembersProps) {
  return <MemberList {...props} list={await found} />;
}
