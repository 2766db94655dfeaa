"use client";
import Download from "lucide-react/icons/download";
import { type ReactNode, useEffect, useRef } from "react";
import { downloadText } from "@/components/robots/download-text";
import { exportFile } from "@/components/robots/export-file";
import { LimitsNote, type RobotLimits } from "@/components/robots/limits-note";
import { MissingHost } from "@/components/robots/missing-host";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { SnippetTabs } from "@/components/snippets/snippet-tabs";
import { Alert } from "@/components/ui/alert";
import { BreakableName } from "@/components/ui/breakable-name";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { DialogBody, DialogFooter } from "@/components/ui/dialog";
import type { RevealedSecret } from "@/lib/robots/creation";
import { projectNameOf } from "@/lib/robots/home";
import { loginSnippets } from "@/lib/snippets/snippets";

type SecretPanelProps = {
  secret: RevealedSecret;
  settings: RobotSettings;
  limits: RobotLimits;
  /** The secret was copied or exported. */
  saved: boolean;
  onSaved: () => void;
  onDone: () => void;
};

/** The only time a secret is shown. */
export function SecretPanel({ secret, settings, limits, saved, onSaved, onDone }: SecretPanelProps) {
  const secretRow = useRef<HTMLDivElement>(null);
  useEffect(() => secretRow.current?.querySelector("button")?.focus(), []);
  useLeaveWarning(!saved);
  return (
    <>
      <DialogBody className="flex flex-col gap-4">
        <Alert tone="warn" title="You won’t see this secret again.">
          Copy it or export it to a file now, and store it somewhere safe.
        </Alert>
        <Row label="Name" value={<BreakableName>{secret.loginName}</BreakableName>}>
          <CopyButton text={secret.loginName} what="name" />
        </Row>
        <div ref={secretRow}>
          <Row label="Secret" value={<span className="break-all">{secret.secret}</span>}>
            <CopyButton text={secret.secret} what="secret" onCopied={onSaved} />
          </Row>
        </div>
        <LoginSnippets secret={secret} settings={settings} limits={limits} onTaken={onSaved} />
      </DialogBody>
      <DialogFooter className="justify-between">
        <Button
          onClick={() => {
            downloadText(exportFile(secret));
            onSaved();
          }}
        >
          <Download aria-hidden="true" />
          Export to file
        </Button>
        <Button variant="primary" onClick={onDone}>
          Done
        </Button>
      </DialogFooter>
    </>
  );
}

type LoginSnippetsProps = Pick<SecretPanelProps, "secret" | "settings" | "limits"> & { onTaken: () => void };

function LoginSnippets({ secret, settings, limits, onTaken }: LoginSnippetsProps) {
  const { home, registryHost, connectHref } = settings;
  const robot = { loginName: secret.loginName, secret: secret.secret, robotId: secret.id };
  return (
    <div className="flex flex-col gap-1.5">
      <span className="font-medium text-sm">Log in with it</span>
      {registryHost ? null : <MissingHost connectHref={connectHref} />}
      <LimitsNote limits={limits} />
      <SnippetTabs
        label="Tool"
        tools={loginSnippets({
          ...robot,
          project: projectNameOf(home),
          repositories: limits.repositories,
          registryHost,
        })}
        onTaken={onTaken}
      />
    </div>
  );
}

function Row({ label, value, children }: { label: string; value: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1.5">
      <span className="font-medium text-sm">{label}</span>
      <div className="flex items-start gap-2">
        <code className="min-w-0 flex-1 select-all rounded-md border border-line bg-subtle px-2.5 py-1 font-code text-sm leading-5.5">
          {value}
        </code>
        {children}
      </div>
    </div>
  );
}

/** Confirms before the tab is closed or reloaded. */
function useLeaveWarning(active: boolean): void {
  useEffect(() => {
    if (!active) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [active]);
}
