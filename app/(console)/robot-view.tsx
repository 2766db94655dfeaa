import { UsageCard } from "@/components/overview/usage-card";
import { AccessList } from "@/components/robots/access-list";
import { LoginGuide } from "@/components/robots/login-guide";
import { ProjectPermissions } from "@/components/robots/project-permissions";
import { RobotButtons } from "@/components/robots/robot-buttons";
import { RobotFacts } from "@/components/robots/robot-facts";
import { RobotHeader } from "@/components/robots/robot-header";
import { RobotTrail } from "@/components/robots/robot-trail";
import { SecretsCard } from "@/components/robots/secrets-card";
import { Card } from "@/components/ui/card";
import type { Actor } from "@/lib/access/caller";
import { epochSeconds } from "@/lib/access/expiry";
import { listRobotAudit } from "@/lib/activity/queries";
import { loginsByDay } from "@/lib/overview/usage";
import type { EffectivePolicy } from "@/lib/policies/permissions";
import { projectNameOf } from "@/lib/robots/home";
import type { RobotDetail } from "@/lib/robots/robot";
import { loginSnippets } from "@/lib/snippets/snippets";
import { pageSettings, registryFor } from "./robot-settings";

type RobotViewProps = { actor: Actor; robot: RobotDetail; policy: EffectivePolicy; canManage: boolean };

export async function RobotView({ actor, robot, policy, canManage }: RobotViewProps) {
  const { id, loginName, home, access } = robot;
  const project = projectNameOf(home);
  const [trail, registry, logins] = await Promise.all([
    listRobotAudit(actor, project, id),
    registryFor(actor),
    loginsByDay([id]),
  ]);
  const settings = pageSettings(home, policy, registry);
  const { registryHost, connectHref } = registry;
  const example = exampleOf(robot);
  const tools = loginSnippets({ loginName, secret: null, registryHost, robotId: id, ...example });
  const repositories = home.kind === "project" ? access.projects[0]?.repositories : undefined;
  const limits = { allowedAddresses: robot.allowedAddresses, repositories };
  return (
    <article aria-labelledby="robot" className="flex flex-col gap-4">
      <RobotHeader id="robot" level={home.kind === "project" ? 2 : 1} robot={robot} base={settings.base}>
        {canManage ? <RobotButtons robot={robot} settings={settings} /> : null}
      </RobotHeader>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <Card title="Permissions" aria-label="Permissions" padded={false}>
            {home.kind === "project" ? (
              <ProjectPermissions
                permissions={access.projects[0]?.permissions ?? []}
                project={home.name}
                repositories={repositories}
              />
            ) : (
              <AccessList access={access} />
            )}
          </Card>
          <Card title="Facts" aria-label="Facts">
            <RobotFacts robot={robot} now={epochSeconds()} tokenLifetime={settings.tokenLifetime} />
          </Card>
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <UsageCard counts={logins(id)} />
          <Card title="How to log in" aria-label="How to log in">
            <LoginGuide {...{ tools, registryHost, connectHref, canManage, limits }} />
          </Card>
          <SecretsCard robot={robot} settings={settings} canManage={canManage} />
          <Card title="Activity" aria-label="Activity" padded={false}>
            <RobotTrail {...trail} logHref={logOf(project, loginName)} />
          </Card>
        </div>
      </div>
    </article>
  );
}

/** A project to name in examples, with what limits the robot there; null if there is none to name. */
function exampleOf({ access }: RobotDetail) {
  const { project = null, repositories } = access.projects.find((row) => row.project !== null) ?? {};
  return { project, repositories };
}

function logOf(project: string | null, loginName: string): string {
  return `${project === null ? "" : `/projects/${project}`}/activity?robot=${encodeURIComponent(loginName)}`;
}
