import { OutsideList } from "@/components/policies/outside-list";
import { Card } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import type { Page } from "@/lib/pagination";
import type { OutsideRobot } from "@/lib/robots/outside-policy";

const RULE =
  "They never expire, or expire later than the policy allows. They keep working; edit their expiry to bring them into line.";

type OutsideCardProps = {
  page: Page<OutsideRobot>;
  /** Null for all projects and system robots. */
  project: string | null;
};

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
            Show in the robot account list
          </Link>
        ) : undefined
      }
    >
      <OutsideList page={page} instance={project === null} />
    </Card>
  );
}
