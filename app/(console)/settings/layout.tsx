import type { ReactNode } from "react";
import { TabLinks } from "@/components/ui/tab-links";
import { findActor } from "@/lib/server/actor";
import { SETTINGS_PLACES } from "../places";

/** Each page checks the session itself. */
export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const actor = await findActor();
  if (!actor?.isAdmin) return children;
  return (
    <div className="flex flex-col gap-5">
      <TabLinks label="Settings" links={SETTINGS_PLACES} />
      {children}
    </div>
  );
}
