import { OutsideList } from "@/components/policies/outside-list";
import { Card } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import type { Page } from "@/lib/pagination";
import type { OutsideRobot } from "@/lib/robots/outside-policy";

const RULE =
  "Their expiry could not be set today: it lies too far ahead of now, or never comes. One that was within the policy when it was set never gets here by growing older. They keep working: edit them to bring them in.";

type OutsideCardProps = {
  page: Page<OutsideRobot>;
  /** Whose robots they are; null: those of every project, and system robots. */
  project: string | null;
};

/** The standing list of robots that a policy came after. */
export function OutsideCard({ page, project }: OutsideCardProps) {
  return (
    <Card
      title="Robots outside the policy"
      description={RULE}
      aria-label="Robots outside the policy"
      padded={false}
      actions={
        project !== null && page.total > 0 ? (
          <Link href={`/projects/${project}/robots?status=outside`} className="text-sm">
            Show among the robot accounts
          </Link>
        ) : undefined
      }
    >
      <OutsideList page={page} instance={project === null} />
    </Card>
  );
}
