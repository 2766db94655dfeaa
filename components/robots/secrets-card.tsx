"use client";
import { useState } from "react";
import { isUsedLately } from "@/components/robots/last-use-text";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { preloadDialogs, useRobotDialog } from "@/components/robots/use-robot-dialog";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { type Definition, DefinitionList } from "@/components/ui/definition-list";
import { Time } from "@/components/ui/time";
import { numberText } from "@/lib/number-text";
import type { RobotDetail } from "@/lib/robots/robot";
import type { OldSecretState, SecretState } from "@/lib/robots/secret-state";

type SecretsCardProps = { robot: RobotDetail; settings: RobotSettings; canManage: boolean };

/** The robot's current secret, and the old one while it works: which of them is in use, and when it ends. */
export function SecretsCard({ robot, settings, canManage }: SecretsCardProps) {
  const { openDialog, dialog } = useRobotDialog(settings);
  const { secrets } = robot;
  const { old } = secrets;
  const end = () => openDialog({ kind: "end-old", robot }, "old-secret-end");
  return (
    <Card title="Secrets" aria-label="Secrets">
      <div className="flex flex-col gap-3">
        {secrets.leakedAt ? <LeakNote secrets={secrets} canManage={canManage} /> : null}
        <SecretFacts title="Current secret" items={currentFacts(robot)} />
        {old ? (
          <>
            <SecretFacts title="Old secret" items={oldFacts(old)} />
            {canManage ? (
              <div className="flex flex-wrap gap-2">
                <Button
                  size="sm"
                  data-opener="old-secret-end"
                  onClick={end}
                  onPointerEnter={preloadDialogs}
                  onFocus={preloadDialogs}
                  className="text-red"
                >
                  End the old secret now
                </Button>
                <Button
                  size="sm"
                  data-opener="old-secret-change"
                  onClick={() => openDialog({ kind: "change-old", robot }, "old-secret-change")}
                  onPointerEnter={preloadDialogs}
                  onFocus={preloadDialogs}
                >
                  Change when it ends
                </Button>
              </div>
            ) : null}
            {canManage ? <EndHint secrets={secrets} old={old} onEnd={end} /> : null}
          </>
        ) : null}
      </div>
      {dialog}
    </Card>
  );
}

function SecretFacts({ title, items }: { title: string; items: Definition[] }) {
  return (
    <section aria-label={title}>
      <h3 className="font-medium text-sm">{title}</h3>
      <DefinitionList items={items} className="-my-1 sm:grid-cols-[minmax(5rem,7rem)_1fr]" />
    </section>
  );
}

function currentFacts({ secrets, createdAt, creatorName }: RobotDetail): Definition[] {
  const { changedAt, changedBy, firstUsedAt, usedAt, usedAddress, isStopped } = secrets;
  const by = changedBy ?? (changedAt.getTime() === createdAt.getTime() ? creatorName : null);
  const made = (
    <>
      <Time value={changedAt} format="absolute" />
      {by ? ` by ${by}` : null}
    </>
  );
  return [
    { term: "Created", value: made },
    ...(isStopped ? [{ term: "Status", value: <Badge tone="red">No longer works</Badge> }] : []),
    ...(firstUsedAt ? [{ term: "First used", value: <Time value={firstUsedAt} format="absolute" /> }] : []),
    { term: "Last used", value: <Use at={usedAt} address={usedAddress} /> },
  ];
}

function oldFacts({ endsAt, grace, usedAt, usedAddress }: OldSecretState): Definition[] {
  const ends =
    grace === null ? (
      <span className="flex flex-wrap gap-x-2">
        <Time value={endsAt} format="absolute" />
        <Time value={endsAt} className="text-muted" />
      </span>
    ) : (
      <>
        {periodText(grace)} after the first use of the new secret, <Time value={endsAt} format="absolute" /> at the
        latest
      </>
    );
  return [
    { term: "Ends", value: ends },
    { term: "Last used", value: <Use at={usedAt} address={usedAddress} /> },
  ];
}

function periodText(seconds: number): string {
  const [count, unit] = seconds % 86_400 === 0 ? [seconds / 86_400, "day"] : [Math.round(seconds / 3600), "hour"];
  return `${numberText(count)} ${unit}${count === 1 ? "" : "s"}`;
}

function Use({ at, address }: { at: Date | null; address: string | null }) {
  if (!at) return <span className="text-muted">Never</span>;
  return (
    <span>
      <Time value={at} />
      {address ? ` from ${address}` : null}
    </span>
  );
}

function LeakNote({ secrets, canManage }: { secrets: SecretState; canManage: boolean }) {
  const next = canManage ? " Refresh the secret to get a new one." : " A project admin can refresh it.";
  return (
    <Alert tone="error" title={secrets.isStopped ? "The current secret leaked." : "The old secret leaked."}>
      It was reported <Time value={secrets.leakedAt ?? secrets.changedAt} /> and no longer works.
      {secrets.isStopped ? next : null}
    </Alert>
  );
}

type EndHintProps = { secrets: SecretState; old: OldSecretState; onEnd: () => void };

/** Once the new secret is in use and the old one isn't anymore. */
function EndHint({ secrets, old, onEnd }: EndHintProps) {
  const [isLate] = useState(() => !isUsedLately(old.usedAt));
  if (!secrets.usedAt || !isLate) return null;
  return (
    <Alert
      tone="info"
      title="The new secret is in use."
      actions={
        <Button size="sm" onClick={onEnd}>
          End it
        </Button>
      }
    >
      {old.usedAt ? (
        <>
          The old one was last used <Time value={old.usedAt} />. End it?
        </>
      ) : (
        "The old one was never used. End it?"
      )}
    </Alert>
  );
}
