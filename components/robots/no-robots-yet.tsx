"use client";
import Bot from "lucide-react/icons/bot";
import { NewRobotButton } from "@/components/robots/robot-toolbar";
import { Empty } from "@/components/ui/empty";
import type { RobotHome } from "@/lib/robots/home";

const WORDS = {
  project: {
    title: "No robot accounts yet",
    text: "A robot account lets a script or pipeline log in to this project’s repositories with its own name and secret. You choose what it can do and when it expires.",
  },
  instance: {
    title: "No system robot accounts yet",
    text: "One credential for automation that spans projects, such as a mirror, a scanner or a cluster that pulls from many. You choose the projects, what it can do in each, and when it expires.",
  },
};

export function NoRobotsYet({ home, canManage }: { home: RobotHome; canManage: boolean }) {
  const { title, text } = WORDS[home.kind];
  return (
    <Empty icon={<Bot />} title={title} action={canManage ? <NewRobotButton /> : undefined}>
      {text}
    </Empty>
  );
}
