"use client";
import { createContext, use } from "react";
import type { DialogRequest } from "@/components/robots/dialog-control";
import type { RobotServerActions } from "@/components/robots/robot-settings";

export type RobotCommands = {
  /** `opener` names the button that focus returns to. */
  onRequest: (request: DialogRequest, opener: string) => void;
  /** Preloads the dialogs' code. */
  onIntent: () => void;
  /** Loads a robot with its permissions. */
  load: RobotServerActions["load"];
};

export type RobotsContextValue = {
  /** The robots' base path; null if the viewer can't open their pages. */
  base: string | null;
  /** The server's time at rendering, in epoch seconds. */
  now: number;
  /** Null in read-only lists. */
  commands: RobotCommands | null;
};

export const RobotsContext = createContext<RobotsContextValue | null>(null);

/** @throws Error outside a robot list */
export function useRobotsContext(): RobotsContextValue {
  const list = use(RobotsContext);
  if (!list) throw new Error("Put the parts of a list of robots inside <RobotsContext>.");
  return list;
}

/** @throws Error in a read-only list */
export function useRobotCommands(): RobotCommands {
  const { commands } = useRobotsContext();
  if (!commands) throw new Error("This list of robots is read-only.");
  return commands;
}
