import type { Metadata } from "next";
import { openRobot } from "@/app/(console)/open-robot";
import { RobotView } from "@/app/(console)/robot-view";
import { canManageProject } from "@/lib/access/roles";
import { openProject } from "../../open-project";

type RobotPageProps = { params: Promise<{ project: string; id: string }> };

async function open({ params }: RobotPageProps) {
  const { project: name, id } = await params;
  const { actor, project } = await openProject(name, `/projects/${name}/robots/${id}`);
  return { actor, project, ...(await openRobot(actor, project.name, id)) };
}

export async function generateMetadata(props: RobotPageProps): Promise<Metadata> {
  const { robot } = await open(props);
  return { title: robot.loginName };
}

export default async function RobotPage(props: RobotPageProps) {
  const { project, ...view } = await open(props);
  return <RobotView {...view} canManage={canManageProject(project.role)} />;
}
