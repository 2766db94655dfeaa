import { robotHref } from "@/components/robots/robot-href";
import { RobotName } from "@/components/robots/robot-name";
import { Card } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { Time } from "@/components/ui/time";
import { numberText } from "@/lib/number-text";
import type { Home } from "@/lib/overview/home";

/** What the reader can do something about. */
export function HomeNeeds({ expiring, failing }: Pick<Home, "expiring" | "failing">) {
  return (
    <Card id="needs" title="Needs attention" aria-label="Needs attention" padded={false}>
      {expiring.length + failing.length === 0 ? (
        <p className="p-4 text-muted text-sm">Nothing expires within 30 days, and no project has had failed logins.</p>
      ) : (
        <ul className="divide-y divide-line">
          {expiring.map((robot) => (
            <li key={robot.id} className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 py-2 text-sm">
              <Link look="plain" href={robotHref(robot)} prefetch={false}>
                <RobotName loginName={robot.loginName} name={robot.name} />
              </Link>
              <span className="text-muted">
                Expires <Time value={robot.expiresAt} />
              </span>
            </li>
          ))}
          {failing.map(({ name, failedLogins }) => (
            <li key={name} className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 py-2 text-sm">
              <Link
                look="plain"
                href={`/projects/${name}/activity?action=robot.log-in&result=failed&span=24h`}
                prefetch={false}
                className="font-code"
              >
                {name}
              </Link>
              <span className="text-muted">
                {numberText(failedLogins)} failed {failedLogins === 1 ? "login" : "logins"} in 24 hours
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
