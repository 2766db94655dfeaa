"use client";
import Bot from "lucide-react/icons/bot";
import { NewRobotButton } from "@/components/robots/robot-toolbar";
import { Empty } from "@/components/ui/empty";
import type { RobotHome } from "@/lib/robots/home";

const WORDS = {
  project: {
    title: "No robot accounts yet",
    text: "A robot account lets a script or a pipeline log in to this project’s repositories with a name and a secret of its own. You choose what it may do and when it expires.",
  },
  instance: {
    title: "No system robot accounts yet",
    text: "One credential for what works across projects: a mirror, a scanner, a cluster that pulls from many. You choose the projects, what it may do in each, and when it expires.",
  },
};

/** The empty state of a list without any robot. */
export function NoRobotsYet({ home, canManage }: { home: RobotHome; canManage: boolean }) {
  const { title, text } = WORDS[home.kind];
  return (
    <Empty icon={<Bot />} title={title} action={canManage ? <NewRobotButton /> : undefined}>
      {text}
    </Empty>
  );
}
