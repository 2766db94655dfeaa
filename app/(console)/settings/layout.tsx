import type { ReactNode } from "react";
import { TabLinks } from "@/components/ui/tab-links";
import { findActor } from "@/lib/server/actor";
import { SETTINGS_PLACES } from "../places";

/** The pages of the settings, side by side. Each page itself asks who is there; for others there is nothing to show. */
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
