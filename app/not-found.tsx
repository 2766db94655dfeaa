import type { Metadata } from "next";
import { CenteredPage } from "@/components/shell/centered-page";
import { ButtonLink } from "@/components/ui/button";

export const metadata: Metadata = { title: "Not found" };

/** For what does not exist and for what this person may not know of; the two look the same. */
export default function NotFound() {
  return (
    <CenteredPage
      title="Nothing here"
      description="There is no such page, or your account has no access to it. If a link led here, ask whoever gave it to you for access."
    >
      <ButtonLink href="/projects">Go to projects</ButtonLink>
    </CenteredPage>
  );
}
