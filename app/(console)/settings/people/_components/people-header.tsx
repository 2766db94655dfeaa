import type { ReactNode } from "react";
import { PageHeader } from "@/components/ui/page-header";

/** Also rendered while the list loads, so that nothing jumps. */
export function PeopleHeader({ actions }: { actions?: ReactNode }) {
  const description =
    "Everyone who can sign in to this console. Project roles are assigned on each project’s Members tab.";
  return <PageHeader title="People" description={description} actions={actions} />;
}
