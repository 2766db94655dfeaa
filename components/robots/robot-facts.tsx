import Moon from "lucide-react/icons/moon";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import { AllowedFrom, LastRefusal } from "@/components/robots/address-facts";
import { ExpiryFact } from "@/components/robots/expiry-fact";
import { Badge } from "@/components/ui/badge";
import { BreakableName } from "@/components/ui/breakable-name";
import { CopyButton } from "@/components/ui/copy-button";
import { type Definition, DefinitionList } from "@/components/ui/definition-list";
import { EmptyValue } from "@/components/ui/empty-value";
import { Time } from "@/components/ui/time";
import { sourceLabel } from "@/lib/imports/schema";
import type { RobotDetail } from "@/lib/robots/robot";

type RobotFactsProps = {
  robot: RobotDetail;
  /** The server's time at rendering, in epoch seconds. */
  now: number;
  /** How long issued tokens remain valid: "5 minutes". */
  tokenLifetime: string;
};

export function RobotFacts({ robot, now, tokenLifetime }: RobotFactsProps) {
  const items: Definition[] = [
    { term: "Login name", value: <LoginName loginName={robot.loginName} /> },
    { term: "ID", value: robot.id },
    { term: "Description", value: <Description text={robot.description} /> },
    { term: "Contact", value: robot.contact || <EmptyValue /> },
    ...(robot.managedBy ? [{ term: "Managed by", value: <ManagedBy owner={robot.managedBy} /> }] : []),
    { term: "Created", value: <Event at={robot.createdAt} by={robot.creatorName} /> },
    ...(robot.importedAt ? [{ term: "Imported", value: <Imported robot={robot} at={robot.importedAt} /> }] : []),
    { term: "Last changed", value: lastChange(robot) },
    { term: "Expires", value: expiry(robot, now) },
    { term: "Last used", value: lastUse(robot) },
    { term: "Only from", value: <AllowedFrom robot={robot} tokenLifetime={tokenLifetime} /> },
    ...(robot.refusedAt ? [{ term: "Last refused", value: <LastRefusal robot={robot} /> }] : []),
    { term: "Secret last refreshed", value: lastRefresh(robot) },
  ];
  return <DefinitionList items={items} className="-my-2 sm:grid-cols-[minmax(7rem,9rem)_1fr]" />;
}

function LoginName({ loginName }: { loginName: string }) {
  return (
    <span className="-my-1 flex items-center gap-1">
      <BreakableName className="font-code">{loginName}</BreakableName>
      <CopyButton look="icon" size="sm" text={loginName} what="login name" />
    </span>
  );
}

function Description({ text }: { text: string }) {
  return text ? (
    <span dir="auto" className="block whitespace-pre-line">
      {text}
    </span>
  ) : (
    <EmptyValue />
  );
}

function ManagedBy({ owner }: { owner: string }) {
  return (
    <>
      <span className="wrap-anywhere">{owner}</span>
      <span className="block text-muted text-xs">The next apply of its files overwrites what you change here.</span>
    </>
  );
}

function Event({ at, by }: { at: Date; by: string }) {
  return (
    <>
      <Time value={at} format="absolute" /> by {by}
    </>
  );
}

function Imported({ robot: { importedFrom, movedAt }, at }: { robot: RobotDetail; at: Date }) {
  return (
    <>
      <Time value={at} format="absolute" /> from {sourceLabel(importedFrom)}
      <span className="block text-muted text-xs">
        {movedAt ? (
          <>
            First login here <Time value={movedAt} format="absolute" />
          </>
        ) : (
          "It hasn’t logged in here yet."
        )}
      </span>
    </>
  );
}

function lastChange({ createdAt, updatedAt, updatedByName }: RobotDetail) {
  if (updatedAt.getTime() === createdAt.getTime()) return <EmptyValue />;
  return <Event at={updatedAt} by={updatedByName} />;
}

function lastRefresh({ createdAt, secrets: { changedAt } }: RobotDetail) {
  if (changedAt.getTime() === createdAt.getTime()) return <EmptyValue />;
  return <Time value={changedAt} format="absolute" />;
}

function lastUse({ lastUsedAt, lastUsedAddress, idle }: RobotDetail) {
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      {lastUsedAt ? (
        <span>
          <Time value={lastUsedAt} />
          {lastUsedAddress ? ` from ${lastUsedAddress}` : null}
        </span>
      ) : (
        <span className="text-muted">Never</span>
      )}
      {idle ? (
        <Badge tone="amber">
          <Moon aria-hidden="true" />
          Idle
        </Badge>
      ) : null}
    </span>
  );
}

function expiry(robot: RobotDetail, now: number) {
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <ExpiryFact expiresAt={robot.expiresAt} now={now} />
      {robot.outsidePolicy ? (
        <Badge tone="amber">
          <TriangleAlert aria-hidden="true" />
          Outside the policy
        </Badge>
      ) : null}
    </span>
  );
}
