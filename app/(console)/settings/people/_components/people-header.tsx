import type { ReactNode } from "react";
import { PageHeader } from "@/components/ui/page-header";

/** The head of the people page; the same while the list is loading, so that nothing jumps. */
export function PeopleHeader({ actions }: { actions?: ReactNode }) {
  const description =
    "Everyone who can sign in to this console. Project roles are assigned on each project’s Members tab.";
  return <PageHeader title="People" description={description} actions={actions} />;
}
