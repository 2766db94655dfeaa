import type { Metadata } from "next";
import { Card } from "@/components/ui/card";
import { listRobotAudit } from "@/lib/audit/queries";
import { getSystemRobotPolicy } from "@/lib/policies/queries";
import { epochSeconds } from "@/lib/robots/expiry";
import { loginSnippets } from "@/lib/robots/snippets";
import { LoginGuide } from "../../_components/robots/login-guide";
import { RobotFacts } from "../../_components/robots/robot-facts";
import { RobotHeader } from "../../_components/robots/robot-header";
import { RobotTrail } from "../../_components/robots/robot-trail";
import { tabSettings } from "../../_components/robots/tab-settings";
import { AccessList } from "./_components/access-list";
import { SystemRobotButtons } from "./_components/system-robot-buttons";
import { openRobot } from "./open-robot";

type RobotPageProps = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: RobotPageProps): Promise<Metadata> {
  const { robot } = await openRobot((await params).id);
  return { title: robot.loginName };
}

/** One system robot: what it is, what it may do where, how to log in with it and what happened to it. */
export default async function SystemRobotPage({ params }: RobotPageProps) {
  const { actor, robot } = await openRobot((await params).id);
  const [policy, trail] = await Promise.all([getSystemRobotPolicy(actor), listRobotAudit(actor, null, robot.id)]);
  const settings = tabSettings(null, policy);
  const { registryHost } = settings;
  const facts = { loginName: robot.loginName, secret: null, registryHost, robotId: robot.id };
  return (
    <article aria-labelledby="robot" className="flex flex-col gap-4">
      <RobotHeader id="robot" level={1} robot={robot} base={settings.base}>
        <SystemRobotButtons robot={robot} settings={settings} />
      </RobotHeader>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <Card title="Facts" aria-label="Facts">
            <RobotFacts robot={robot} now={epochSeconds()} />
          </Card>
          <Card title="Permissions" aria-label="Permissions" padded={false}>
            <AccessList access={robot.access} />
          </Card>
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Card title="How to log in" aria-label="How to log in">
            <LoginGuide
              tools={loginSnippets({ ...facts, project: exampleProject(robot.access.projects) })}
              registryHost={registryHost}
              canManage
            />
          </Card>
          <Card title="Activity" aria-label="Activity" padded={false}>
            <RobotTrail {...trail} logHref={`/activity?robot=${encodeURIComponent(robot.loginName)}`} />
          </Card>
        </div>
      </div>
    </article>
  );
}

/** A project that the examples may name; null: capitals stand in for it. */
function exampleProject(rows: readonly { project: string | null }[]): string | null {
  return rows.find(({ project }) => project !== null)?.project ?? null;
}
