"use client";
import { type ReactNode, useRef, useState } from "react";
import { ProblemNote } from "@/components/action/problem-note";
import { useAction } from "@/components/action/use-action";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";
import type { SigningKeyDto } from "@/lib/registry/key-list";
import { announceKeyAction } from "../actions";
import { SwitchKeyDialog } from "./switch-key-dialog";

const NO_RESPONSE = "We couldn’t reach the server, so the change may have been made. Reload the page to check.";

type KeyRotationProps = { keys: readonly SigningKeyDto[]; fromFiles: boolean; ttlSeconds: number };

/** Guides through a rotation that fails no login: what to do now and what comes next. */
export function KeyRotation({ keys, fromFiles, ttlSeconds }: KeyRotationProps) {
  const toast = useToast();
  const heading = useRef<HTMLHeadingElement>(null);
  const [isSwitching, setIsSwitching] = useState(false);
  const { run, pending, problem } = useAction(announceKeyAction, NO_RESPONSE);
  const next = keys.find(({ state }) => state === "announced");
  if (fromFiles) return <FromFiles />;
  const announce = async () => {
    const outcome = await run({});
    if (!outcome?.ok) return;
    // The button disappears, so focus needs somewhere to go.
    heading.current?.focus();
    toast.success("Next key announced", "Now install the new files on every registry.");
  };
  return (
    <section aria-labelledby="rotation" className="flex flex-col gap-4 text-sm">
      <h3 ref={heading} tabIndex={-1} id="rotation" className="self-start rounded-sm font-medium">
        Rotate the signing key
      </h3>
      <ol className="flex flex-col gap-4">
        <AnnounceStep next={next} current={keys[0]} pending={pending} onAnnounce={announce} />
        <RestartStep isNow={next !== undefined} />
        <Step number={3} title="Switch to the next key" state="later">
          <p>
            From then on, Purser signs with the next key. The old key stays listed until its last token expires, in
            about {Math.ceil(ttlSeconds / 60) + 2} minutes, and is then removed automatically.
          </p>
          {next ? (
            <Button className="mt-2" onClick={() => setIsSwitching(true)}>
              Switch to the next key
            </Button>
          ) : null}
        </Step>
      </ol>
      <ProblemNote problem={problem} />
      <p className="text-muted">
        To do this from a shell: <span className="font-code">npm run keys:rotate</span>.
      </p>
      <SwitchKeyDialog
        kid={next?.kid ?? null}
        open={isSwitching}
        afterwards={heading}
        onClose={() => setIsSwitching(false)}
      />
    </section>
  );
}

type AnnounceStepProps = {
  next: SigningKeyDto | undefined;
  current: SigningKeyDto | undefined;
  pending: boolean;
  onAnnounce: () => void;
};

function AnnounceStep({ next, current, pending, onAnnounce }: AnnounceStepProps) {
  return (
    <Step number={1} title="Announce the next key" state={next ? "done" : "now"}>
      <p>
        Purser creates a new key and lists it in both files. Nothing changes for robots: the current key keeps signing.
        {next && next.algorithm !== current?.algorithm
          ? ` It’s an ${next.algorithm} key, as TOKEN_ALGORITHM now requires. For Distribution 3, list both in signingalgorithms.`
          : null}
      </p>
      {next ? null : (
        <Button className="mt-2" pending={pending} onClick={onAnnounce}>
          Announce next key
        </Button>
      )}
    </Step>
  );
}

function RestartStep({ isNow }: { isNow: boolean }) {
  return (
    <Step number={2} title="Restart every registry with the new files" state={isNow ? "now" : "later"}>
      <p>
        Download the files again, replace the old ones and restart. Then check each registry above: the check tells you
        whether it knows the next key.
      </p>
    </Step>
  );
}

type StepProps = { number: number; title: string; state: "done" | "now" | "later"; children: ReactNode };

function Step({ number, title, state, children }: StepProps) {
  return (
    <li aria-current={state === "now" ? "step" : undefined} className="flex gap-3">
      <span
        aria-hidden="true"
        className={
          state === "now"
            ? "grid size-6 shrink-0 place-items-center rounded-full bg-accent font-medium text-on-accent text-xs"
            : "grid size-6 shrink-0 place-items-center rounded-full border border-line bg-subtle font-medium text-muted text-xs"
        }
      >
        {number}
      </span>
      <div className="min-w-0 flex-1">
        <h4 className="flex items-center gap-2 font-medium leading-6">
          {title}
          {state === "done" ? <Badge tone="green">Done</Badge> : null}
        </h4>
        <div className="text-muted">{children}</div>
      </div>
    </li>
  );
}

function FromFiles() {
  return (
    <Alert tone="info" title="The key in use comes from TOKEN_KEY_FILE">
      To change it, first give every registry a bundle with both the old and the new certificate, and restart it. Then
      replace both files and restart Purser.
    </Alert>
  );
}
