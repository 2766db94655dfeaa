import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { Time } from "@/components/ui/time";
import { getHome, type Home } from "@/lib/overview/home";
import { hasUsers } from "@/lib/people/queries";
import { findActor, pageActor } from "@/lib/server/actor";
import { HomeChanges } from "./_components/home-changes";
import { HomeNeeds } from "./_components/home-needs";
import { HomeNumbers } from "./_components/home-numbers";
import { LoginChart } from "./_components/login-chart";

export const metadata: Metadata = { title: "Home" };

/** On a new instance, setting it up comes first. */
export default async function HomePage() {
  if (!(await findActor()) && !(await hasUsers())) redirect("/setup");
  const home = await getHome(await pageActor("/"));
  return (
    <div className="flex flex-col gap-5">
      <PageHeader title="Home" description={<AsOf home={home} />} />
      {home.projects === 0 ? <NoProjects isSystemAdmin={home.isSystemAdmin} /> : <Overview home={home} />}
    </div>
  );
}

function AsOf({ home: { counts, isSystemAdmin } }: { home: Home }) {
  const whose = isSystemAdmin ? "Every project and the system robot accounts." : "Your projects.";
  if (!counts.countedAt) return `${whose} Numbers will appear within a few minutes.`;
  return (
    <>
      {whose} Counted <Time value={counts.countedAt} />.
    </>
  );
}

function NoProjects({ isSystemAdmin }: { isSystemAdmin: boolean }) {
  return (
    <Card aria-label="First steps" padded={false}>
      <Empty
        title="No projects yet"
        action={<Link href="/projects">{isSystemAdmin ? "Create a project" : "Go to projects"}</Link>}
      >
        {isSystemAdmin
          ? "Create a project, then its first robot account, and connect a registry."
          : "Ask a system admin or a project’s admin to add you to a project."}
      </Empty>
    </Card>
  );
}

function Overview({ home }: { home: Home }) {
  return (
    <>
      <HomeNumbers counts={home.counts} failedHref={failedHref(home)} />
      <LoginChart {...home.logins} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <HomeNeeds expiring={home.expiring} failing={home.failing} />
        <HomeChanges changes={home.changes} logHref={home.isSystemAdmin ? "/activity" : null} />
      </div>
    </>
  );
}

/** The log of the whole instance is for system admins; others find the projects concerned further down. */
function failedHref({ isSystemAdmin, failing }: Home): string {
  const query = "activity?action=robot.log-in&result=failed&span=24h";
  if (isSystemAdmin) return `/${query}`;
  const [only, ...more] = failing;
  return only && more.length === 0 ? `/projects/${only.name}/${query}` : "#needs";
}
