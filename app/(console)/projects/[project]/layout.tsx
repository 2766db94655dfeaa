import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { PageHeader } from "@/components/ui/page-header";
import { TabLinks } from "@/components/ui/tab-links";
import { findActor } from "@/lib/auth/actor";
import { canManageProject } from "@/lib/projects/permissions";
import { openProject } from "./open-project";

type ProjectLayoutProps = { children: ReactNode; params: Promise<{ project: string }> };

/** A project's name and its tabs. Above every loading boundary, so that no role in it is a real 404. */
export default async function ProjectLayout({ children, params }: ProjectLayoutProps) {
  // Without a session the page redirects: it alone knows the whole address to come back to.
  if (!(await findActor())) return children;
  const { project: name } = await params;
  const base = `/projects/${name}`;
  const { project } = await openProject(name, base);
  return (
    <div className="flex flex-col gap-4">
      <PageHeader
        title={<span className="font-code">{project.name}</span>}
        aside={canManageProject(project.role) ? null : <Badge>Viewer</Badge>}
      />
      <TabLinks
        label={`Project ${project.name}`}
        links={[
          { href: `${base}/robots`, label: "Robot Accounts" },
          { href: `${base}/members`, label: "Members" },
          { href: `${base}/activity`, label: "Activity" },
        ]}
      />
      {children}
    </div>
  );
}
