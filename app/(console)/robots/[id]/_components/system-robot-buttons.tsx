"use client";
import dynamic from "next/dynamic";
import type { RobotDto } from "@/lib/robots/queries";
import { RobotButtons } from "../../../_components/robots/robot-buttons";
import type { TabSettings } from "../../../_components/robots/tab-settings";

const loadDialogs = () => import("./system-robot-page-dialogs");
const Dialogs = dynamic(() => loadDialogs().then((module) => module.SystemRobotPageDialogs), { ssr: false });
/** If fetching the code early fails, opening a dialog tries again. */
const preload = () => void loadDialogs().catch(() => {});

/** What can be done with a system robot. */
export function SystemRobotButtons(props: { robot: RobotDto; settings: TabSettings }) {
  return <RobotButtons {...props} Dialogs={Dialogs} preload={preload} />;
}
