"use client";
import { createContext, use } from "react";
import type { DialogRequest } from "./dialog-control";

/** What the parts of the tab share. */
export type Tab = {
  /** Where the list is. */
  base: string;
  /** The server's time at rendering, in epoch seconds. */
  now: number;
  /** Opens a dialog; `opener` names the button the keyboard comes back to. */
  onRequest: (request: DialogRequest, opener: string) => void;
  /** Somebody is about to open a dialog. */
  onNear: () => void;
};

/** Filled in by the tab. */
export const TabContext = createContext<Tab | null>(null);

/** The tab around this component. @throws Error outside of it. */
export function useTab(): Tab {
  const tab = use(TabContext);
  if (!tab) throw new Error("Put the parts of the tab inside <TabContext>.");
  return tab;
}
