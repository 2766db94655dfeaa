import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { setRemindersAction } from "@/app/(console)/notice-actions";
import { readOutsideQuery } from "@/app/(console)/outside-query";
import { RemindersForm } from "@/components/notices/reminders-form";
import { OutsideCard } from "@/components/policies/outside-card";
import { Card } from "@/components/ui/card";
import type { Actor } from "@/lib/access/caller";
import { canManageProject } from "@/lib/access/roles";
import { effectivePolicy } from "@/lib/policies/permissions";
import { getProjectPolicy } from "@/lib/policies/queries";
import { getReminders, instanceDays } from "@/lib/reminders/service";
import { listOutsideProject } from "@/lib/robots/outside-policy";
import { openProject } from "../open-project";
import { PolicyFacts } from "./_components/policy-facts";
import { ProjectPolicy } from "./_components/project-policy";

type ProjectSettingsPageProps = { params: Promise<{ project: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params }: ProjectSettingsPageProps): Promise<Metadata> {
  return { title: `Settings · ${(await params).project}` };
}

/** Project admins can edit the policy; any role can read it. */
export default async function ProjectSettingsPage({ params, searchParams }: ProjectSettingsPageProps) {
  const { project: name } = await params;
  const { actor, project } = await openProject(name, `/projects/${name}/settings`);
  const [{ own, instance }, outside] = await Promise.all([
    getProjectPolicy(actor, project.name),
    listOutsideProject(actor, project.name, readOutsideQuery(await searchParams)),
  ]);
  return (
    <div className="flex flex-col gap-4">
      <Card
        title="Policy"
        description="Limits for this project’s robot accounts. A project’s policy can be stricter than the instance’s, but not looser; when they differ, the stricter one applies. System robot accounts that reach this project follow the instance’s policy."
        aria-label="Policy"
        className="max-w-2xl"
      >
        {canManageProject(project.role) ? (
          <ProjectPolicy project={project.name} policy={own} instance={instance} />
        ) : (
          <PolicyFacts policy={effectivePolicy(instance, own)} />
        )}
      </Card>
      {canManageProject(project.role) ? <Reminders actor={actor} project={project.name} /> : null}
      <OutsideCard page={outside} project={project.name} />
    </div>
  );
}

async function Reminders({ actor, project }: { actor: Actor; project: string }) {
  const [rules, inherited] = await Promise.all([getReminders(actor, project), instanceDays()]);
  return (
    <Card
      title="Reminders"
      description="When the project’s admins, a robot account’s contact and these addresses are reminded that it expires."
      aria-label="Reminders"
      className="max-w-2xl"
    >
      <RemindersForm project={project} rules={rules} inherited={inherited} save={setRemindersAction} />
    </Card>
  );
}
