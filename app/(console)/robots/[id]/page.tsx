import type { Metadata } from "next";
import { pageActor } from "@/lib/server/actor";
import { openRobot } from "../../open-robot";
import { RobotView } from "../../robot-view";

type RobotPageProps = { params: Promise<{ id: string }> };

async function open({ params }: RobotPageProps) {
  const { id } = await params;
  const actor = await pageActor(`/robots/${id}`);
  return { actor, ...(await openRobot(actor, null, id)) };
}

export async function generateMetadata(props: RobotPageProps): Promise<Metadata> {
  const { robot } = await open(props);
  return { title: robot.loginName };
}

export default async function SystemRobotPage(props: RobotPageProps) {
  return <RobotView {...(await open(props))} canManage />;
}
