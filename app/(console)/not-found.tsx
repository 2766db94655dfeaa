import type { Metadata } from "next";
import { ButtonLink } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";

export const metadata: Metadata = { title: "Not found" };

const DESCRIPTION = "It doesn’t exist, or you don’t have access. If someone sent you this link, ask them for access.";

/** Inside the frame: for what does not exist and for what this person may not know of; the two look the same. */
export default function ConsoleNotFound() {
  return (
    <div className="flex flex-col items-start gap-4">
      <PageHeader title="Page not found" description={DESCRIPTION} />
      <ButtonLink href="/projects">Go to projects</ButtonLink>
    </div>
  );
}
