import type { ReactNode } from "react";
import { PageHeader } from "@/components/ui/page-header";

/** Also rendered while the list loads, so that nothing jumps. */
export function ProjectsHeader({ actions }: { actions?: ReactNode }) {
  const description = "A project groups the repositories that share a top-level path, along with their robot accounts.";
  return <PageHeader title="Projects" description={description} actions={actions} />;
}
