import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { PageHeader } from "@/components/ui/page-header";
import { requirePageAdmin } from "../../page-admin";
import { pathWithQuery } from "../../robot-query";
import { RobotsView } from "../../robots-view";

export const metadata: Metadata = { title: "System robot accounts" };

type SystemRobotsPageProps = { searchParams: Promise<SearchParams> };

/** For system admins; not found for anyone else. */
export default async function SystemRobotsPage({ searchParams }: SystemRobotsPageProps) {
  const query = await searchParams;
  const actor = await requirePageAdmin(pathWithQuery("/robots/system", query));
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="System robot accounts"
        description="Machine credentials for several projects, every project or the instance itself. If a robot needs only one project, create it in that project."
      />
      <RobotsView actor={actor} home={{ kind: "instance" }} canManage searchParams={query} />
    </div>
  );
}
