"use client";
import dynamic from "next/dynamic";
import type { RobotDto } from "@/lib/robots/queries";
import { RobotButtons } from "../../../../../_components/robots/robot-buttons";
import type { ProjectTabSettings } from "../../../../../_components/robots/tab-settings";

const loadDialogs = () => import("./robot-page-dialogs");
const Dialogs = dynamic(() => loadDialogs().then((module) => module.RobotPageDialogs), { ssr: false });
/** If fetching the code early fails, opening a dialog tries again. */
const preload = () => void loadDialogs().catch(() => {});

/** What can be done with a project's robot. */
export function RobotPageButtons(props: { robot: RobotDto; settings: ProjectTabSettings }) {
  return <RobotButtons {...props} Dialogs={Dialogs} preload={preload} />;
}
