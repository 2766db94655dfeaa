import { PageHeader } from "@/components/ui/page-header";

/** What the page is about. */
export function SystemRobotsHeader() {
  return (
    <PageHeader
      title="System robot accounts"
      description="Machine credentials that reach several projects or all of them, and the instance itself. What belongs to one project alone is better made in that project."
    />
  );
}
