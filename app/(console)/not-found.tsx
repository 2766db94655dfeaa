import type { Metadata } from "next";
import { ButtonLink } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";

export const metadata: Metadata = { title: "Not found" };

const DESCRIPTION = "It doesn’t exist, or you don’t have access. If someone sent you this link, ask them for access.";

/** Shown for both what doesn't exist and what this person may not see. */
export default function ConsoleNotFound() {
  return (
    <div className="flex flex-col items-start gap-4">
      <PageHeader title="Page not found" description={DESCRIPTION} />
      <ButtonLink href="/projects">Go to projects</ButtonLink>
    </div>
  );
}
