import type { ReactNode } from "react";
import { AppShell } from "@/components/shell/app-shell";
import { ProjectCrumb } from "@/components/shell/project-crumb";
import { StoppedWebhooks } from "@/components/webhooks/stopped-webhooks";
import { findActor } from "@/lib/server/actor";
import { VERSION } from "@/lib/version";
import { listStoppedWebhooks } from "@/lib/webhooks/stopped";
import { signOutAction } from "./actions";
import { markSeenAction } from "./notice-actions";
import { placesFor } from "./places";

/** Each page checks the session itself. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const actor = await findActor();
  if (!actor) return children;
  return (
    <AppShell
      places={placesFor(actor)}
      crumb={<ProjectCrumb />}
      user={{ name: actor.name, username: actor.username }}
      accountHref="/account"
      version={VERSION}
      signOut={signOutAction}
      markSeen={markSeenAction}
      banner={<StoppedWebhooks webhooks={await listStoppedWebhooks(actor)} />}
    >
      {children}
    </AppShell>
  );
}
