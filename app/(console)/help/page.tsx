import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { Kbd } from "@/components/ui/kbd";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { pageActor } from "@/lib/server/actor";
import { VERSION } from "@/lib/version";

export const metadata: Metadata = { title: "Help" };

export default async function HelpPage() {
  const { isAdmin } = await pageActor("/help");
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <PageHeader title="Help" description={`Purser ${VERSION}`} />
      <Topic title="Give a machine access">
        Open a project and select New Robot Account. Choose what it may do and when it expires, then copy its secret:
        it’s shown once. The robot’s page shows how to log in with each tool.{" "}
        <Link href="/projects">Go to projects</Link>
      </Topic>
      <Topic title="A robot account can’t log in">
        Check that it’s enabled and hasn’t expired, and look for failed attempts in the activity on its page. If the
        secret is lost, refresh it: the old one stops working. “Unauthorized” after a successful login means that it
        lacks a permission in that project.
      </Topic>
      <Topic title="Rotate secrets">
        Refresh the secret, then store the new one wherever the robot runs. To find robots that nobody uses, filter a
        list by Never used.
      </Topic>
      {isAdmin ? (
        <Topic title="Connect a registry">
          Point your registry at Purser for tokens and give it Purser’s public key.{" "}
          <Link href="/settings/registry">Connect a registry</Link>
        </Topic>
      ) : null}
      <Topic title="Work faster">
        Press <Kbd>Ctrl K</Kbd> or <Kbd>⌘ K</Kbd> and type a name, a page or a command such as “disable ci-build”, “new
        robot in documentation” or “expiring”. Press <Kbd>?</Kbd> for every keyboard shortcut. Scripts can use the{" "}
        <Link href="/api/docs">REST API</Link>.
      </Topic>
    </div>
  );
}

function Topic({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card title={title} aria-label={title}>
      <p className="text-sm">{children}</p>
    </Card>
  );
}
