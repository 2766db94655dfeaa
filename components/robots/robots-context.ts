"use client";
import { createContext, use } from "react";
import type { DialogRequest } from "@/components/robots/dialog-control";
import type { RobotServerActions } from "@/components/robots/robot-settings";

/** What can be done from a list whose reader may change robots. */
export type RobotCommands = {
  /** Opens a dialog; `opener` names the button the keyboard comes back to. */
  onRequest: (request: DialogRequest, opener: string) => void;
  /** Somebody is about to open a dialog. */
  onNear: () => void;
  /** Asks for all that a robot of the list holds. */
  load: RobotServerActions["load"];
};

/** What the parts of a list of robots share. */
export type RobotsContextValue = {
  /** Where the robots' own pages are; null when the reader may not open them. */
  base: string | null;
  /** The server's time at rendering, in epoch seconds. */
  now: number;
  /** Null where robots are only looked at. */
  commands: RobotCommands | null;
};

/** Filled in by the list. */
export const RobotsContext = createContext<RobotsContextValue | null>(null);

/** The list around this component. @throws Error outside of it. */
export function useRobotsContext(): RobotsContextValue {
  const list = use(RobotsContext);
  if (!list) throw new Error("Put the parts of a list of robots inside <RobotsContext>.");
  return list;
}

/** What can be done from the list around this component. @throws Error where robots are only looked at. */
export function useRobotCommands(): RobotCommands {
  const { commands } = useRobotsContext();
  if (!commands) throw new Error("This list of robots is read-only.");
  return commands;
}
