"use client";
import CircleCheck from "lucide-react/icons/circle-check";
import CircleSlash from "lucide-react/icons/circle-slash";
import Pencil from "lucide-react/icons/pencil";
import RefreshCw from "lucide-react/icons/refresh-cw";
import Trash2 from "lucide-react/icons/trash-2";
import type { ComponentType } from "react";
import { Button } from "@/components/ui/button";
import { useShortcut } from "@/components/ui/keyboard-shortcuts";
import type { RobotDto } from "@/lib/robots/queries";
import type { DialogControl, DialogRequest } from "./dialog-control";
import { type RobotVerb, robotActions } from "./robot-actions";
import type { TabSettings } from "./tab-settings";
import { useRobotDialog } from "./use-robot-dialog";

const openerOf = (verb: RobotVerb) => `robot-${verb}`;

type DialogsProps<Settings> = { request: DialogRequest; control: DialogControl; settings: Settings };

type RobotButtonsProps<Settings> = {
  robot: RobotDto;
  settings: Settings;
  /** The page's dialogs, whose code is fetched when the first opens. */
  Dialogs: ComponentType<DialogsProps<Settings>>;
  /** Fetches it before. */
  preload: () => void;
};

/** Everything that can be done with the robot, in the words of the list's menus. */
export function RobotButtons<Settings extends TabSettings>(props: RobotButtonsProps<Settings>) {
  const { robot, settings, Dialogs, preload } = props;
  const { dialog, control, openDialog } = useRobotDialog();
  const open = (verb: RobotVerb) =>
    openDialog(verb === "delete" ? { kind: verb, robots: [robot] } : { kind: verb, robot }, openerOf(verb));
  useShortcut("e", "Edit this robot account", () => open("edit"));
  useShortcut("r", "Refresh its secret", () => open("refresh"));
  return (
    <div className="flex flex-wrap gap-2">
      {robotActions([robot]).map(({ verb, label }) => (
        <Button
          key={verb}
          data-opener={openerOf(verb)}
          onClick={() => open(verb)}
          onPointerEnter={preload}
          onFocus={preload}
          className={verb === "delete" ? "text-red" : undefined}
        >
          {iconOf(verb, robot.disabled)}
          {label}
        </Button>
      ))}
      {dialog ? <Dialogs key={dialog.serial} request={dialog.request} control={control} settings={settings} /> : null}
    </div>
  );
}

function iconOf(verb: RobotVerb, disabled: boolean) {
  if (verb === "refresh") return <RefreshCw aria-hidden="true" />;
  if (verb === "edit") return <Pencil aria-hidden="true" />;
  if (verb === "delete") return <Trash2 aria-hidden="true" />;
  return disabled ? <CircleCheck aria-hidden="true" /> : <CircleSlash aria-hidden="true" />;
}
