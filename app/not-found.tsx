import type { Metadata } from "next";
import { CenteredPage } from "@/components/shell/centered-page";
import { ButtonLink } from "@/components/ui/button";

export const metadata: Metadata = { title: "Not found" };

/** Shown for both what doesn't exist and what this person may not see. */
export default function NotFound() {
  return (
    <CenteredPage
      title="Page not found"
      description="It doesn’t exist, or you don’t have access. If someone sent you this link, ask them for access."
    >
      <ButtonLink href="/projects">Go to projects</ButtonLink>
    </CenteredPage>
  );
}
