import type { Metadata } from "next";
import { DataTableSkeleton } from "@/components/data-table/data-table-skeleton";
import { SkeletonBoundary } from "@/components/ui/skeleton-boundary";
import { listMembers, type MemberDto } from "@/lib/members/queries";
import { canManageProject } from "@/lib/projects/permissions";
import { worthWaitingFor } from "../../../worth-waiting-for";
import { openProject } from "../open-project";
import { MemberList } from "./_components/member-list";

type MembersPageProps = { params: Promise<{ project: string }> };

export async function generateMetadata({ params }: MembersPageProps): Promise<Metadata> {
  return { title: `Members · ${(await params).project}` };
}

/** Who has a role in the project. */
export default async function MembersPage({ params }: MembersPageProps) {
  const { project: name } = await params;
  const { actor, project } = await openProject(name, `/projects/${name}/members`);
  const found = listMembers(actor, project.name);
  const { isDocument } = await worthWaitingFor(found);
  const viewer = { canManage: canManageProject(project.role), isSystemAdmin: actor.isAdmin };
  return (
    <SkeletonBoundary isDocument={isDocument} skeleton={<DataTableSkeleton label="members" rows={5} />}>
      <Members found={found} project={project.name} {...viewer} />
    </SkeletonBoundary>
  );
}

type MembersProps = { found: Promise<MemberDto[]>; project: string; canManage: boolean; isSystemAdmin: boolean };

async function Members({ found, ...props }: MembersProps) {
  return <MemberList {...props} members={await found} />;
}
