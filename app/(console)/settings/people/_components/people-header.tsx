import type { ReactNode } from "react";
import { PageHeader } from "@/components/ui/page-header";

/** The head of the people page; the same while the list is loading, so that nothing jumps. */
export function PeopleHeader({ actions }: { actions?: ReactNode }) {
  const description = "Who can sign in to this console. Roles in a project are given on its Members tab.";
  return <PageHeader title="People" description={description} actions={actions} />;
}
