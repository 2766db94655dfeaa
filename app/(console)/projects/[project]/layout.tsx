import type { ReactNode } from "react";
import type { Place } from "@/components/shell/place";
import { Badge } from "@/components/ui/badge";
import { BreakableName } from "@/components/ui/breakable-name";
import { PageHeader } from "@/components/ui/page-header";
import { TabLinks } from "@/components/ui/tab-links";
import { canManageProject } from "@/lib/access/roles";
import { findActor } from "@/lib/server/actor";
import { ProjectShortcuts } from "./_components/project-shortcuts";
import { openProject } from "./open-project";

type ProjectLayoutProps = { children: ReactNode; params: Promise<{ project: string }> };

/** Above every loading boundary, so that a project without access is a real 404. */
export default async function ProjectLayout({ children, params }: ProjectLayoutProps) {
  // The page redirects instead: only it knows the full URL to return to.
  if (!(await findActor())) return children;
  const { project: name } = await params;
  const base = `/projects/${name}`;
  const { project } = await openProject(name, base);
  const tabs: [Place, ...Place[]] = [
    { href: `${base}/robots`, label: "Robot Accounts", keys: "t r" },
    { href: `${base}/members`, label: "Members", keys: "t m" },
    { href: `${base}/activity`, label: "Activity", keys: "t a" },
    ...(canManageProject(project.role) ? [{ href: `${base}/webhooks`, label: "Webhooks", keys: "t w" }] : []),
    { href: `${base}/settings`, label: "Settings", keys: "t s" },
  ];
  return (
    <div className="flex flex-col gap-4">
      <PageHeader
        title={<BreakableName className="font-code">{project.name}</BreakableName>}
        aside={canManageProject(project.role) ? null : <Badge>Viewer</Badge>}
      />
      <TabLinks label={`Project ${project.name}`} links={tabs} />
      <ProjectShortcuts tabs={tabs} canManage={canManageProject(project.role)} />
      {children}
    </div>
  );
}
