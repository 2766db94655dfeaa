import type { Metadata } from "next";
import { Card } from "@/components/ui/card";
import { listRobotAudit } from "@/lib/audit/queries";
import { getEffectivePolicy } from "@/lib/policies/queries";
import { canManageProject } from "@/lib/projects/permissions";
import { epochSeconds } from "@/lib/robots/expiry";
import { loginSnippets } from "@/lib/robots/snippets";
import { LoginGuide } from "../../../../_components/robots/login-guide";
import { PermissionList } from "../../../../_components/robots/permission-list";
import { RobotFacts } from "../../../../_components/robots/robot-facts";
import { RobotHeader } from "../../../../_components/robots/robot-header";
import { RobotTrail } from "../../../../_components/robots/robot-trail";
import { tabSettings } from "../../../../_components/robots/tab-settings";
import { RobotPageButtons } from "./_components/robot-page-buttons";
import { openRobot } from "./open-robot";

type RobotPageProps = { params: Promise<{ project: string; id: string }> };

export async function generateMetadata({ params }: RobotPageProps): Promise<Metadata> {
  const { robot } = await openRobot(await params);
  return { title: robot.loginName };
}

/** One robot: what it is, what it may do, how to log in with it and what happened to it. */
export default async function RobotPage({ params }: RobotPageProps) {
  const { actor, project, robot } = await openRobot(await params);
  const canManage = canManageProject(project.role);
  const [policy, trail] = await Promise.all([
    getEffectivePolicy(actor, project.name),
    listRobotAudit(actor, project.name, robot.id),
  ]);
  const settings = tabSettings(project.name, policy);
  const { registryHost } = settings;
  const tools = loginSnippets({
    loginName: robot.loginName,
    secret: null,
    registryHost,
    robotId: robot.id,
    project: project.name,
  });
  return (
    <article aria-labelledby="robot" className="flex flex-col gap-4">
      <RobotHeader id="robot" robot={robot} base={settings.base}>
        {canManage ? <RobotPageButtons robot={robot} settings={settings} /> : null}
      </RobotHeader>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <Card title="Facts" aria-label="Facts">
            <RobotFacts robot={robot} now={epochSeconds()} />
          </Card>
          <Card title="Permissions" aria-label="Permissions" padded={false}>
            <PermissionList permissions={robot.permissions} project={project.name} />
          </Card>
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Card title="How to log in" aria-label="How to log in">
            <LoginGuide tools={tools} registryHost={registryHost} canManage={canManage} />
          </Card>
          <Card title="Activity" aria-label="Activity" padded={false}>
            <RobotTrail {...trail} logHref={logOf(project.name, robot.loginName)} />
          </Card>
        </div>
      </div>
    </article>
  );
}

function logOf(project: string, loginName: string): string {
  return `/projects/${project}/activity?robot=${encodeURIComponent(loginName)}`;
}
