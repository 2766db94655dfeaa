"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { type RobotVerb, robotActions } from "@/components/robots/robot-actions";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { preloadDialogs, useRobotDialog } from "@/components/robots/use-robot-dialog";
import { VerbIcon } from "@/components/robots/verb-icon";
import { Button } from "@/components/ui/button";
import { useShortcut } from "@/components/ui/keyboard-shortcuts";
import type { RobotDetail } from "@/lib/robots/robot";

const openerOf = (verb: RobotVerb) => `robot-${verb}`;

/** The same actions as the list's menus; deleting returns to the list. */
export function RobotButtons({ robot, settings }: { robot: RobotDetail; settings: RobotSettings }) {
  const router = useRouter();
  const { openDialog, dialog } = useRobotDialog(settings, { onDeleted: () => router.replace(settings.base) });
  const open = (verb: RobotVerb) =>
    openDialog(verb === "delete" ? { kind: verb, robots: [robot] } : { kind: verb, robot }, openerOf(verb));
  useShortcut("e", "Edit this robot account", () => open("edit"));
  useShortcut("r", "Refresh its secret", () => open("refresh"));
  useShortcut("d", robot.disabled ? "Enable it" : "Disable it", () => open("toggle"));
  useShortcut("x", "Delete it", () => open("delete"));
  // The link of a reminder opens the dialog, once.
  useEffect(() => {
    if (!new URLSearchParams(window.location.search).has("refresh")) return;
    window.history.replaceState(null, "", window.location.pathname);
    openDialog({ kind: "refresh", robot }, openerOf("refresh"));
  }, [openDialog, robot]);
  return (
    <div className="flex flex-wrap gap-2">
      {robotActions([robot]).map(({ verb, label }) => (
        <Button
          key={verb}
          data-opener={openerOf(verb)}
          onClick={() => open(verb)}
          onPointerEnter={preloadDialogs}
          onFocus={preloadDialogs}
          className={verb === "delete" ? "text-red" : undefined}
        >
          <VerbIcon verb={verb} disabled={robot.disabled} />
          {label}
        </Button>
      ))}
      {dialog}
    </div>
  );
}
