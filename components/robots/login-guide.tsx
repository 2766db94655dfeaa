import { LimitsNote, type RobotLimits } from "@/components/robots/limits-note";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { SnippetTabs } from "@/components/snippets/snippet-tabs";
import { Alert } from "@/components/ui/alert";
import { Link } from "@/components/ui/link";
import { HOST_PLACEHOLDER, type ToolSnippets } from "@/lib/snippet";

type LoginGuideProps = Pick<RobotSettings, "registryHost" | "connectHref"> & {
  tools: readonly ToolSnippets[];
  canManage: boolean;
  limits: RobotLimits;
};

/** Snippets without the secret, which is no longer known. */
export function LoginGuide({ tools, registryHost, connectHref, canManage, limits }: LoginGuideProps) {
  return (
    <div className="flex flex-col gap-4">
      {registryHost === null ? (
        <Alert tone="info" title="The registry’s address isn’t set">
          <span className="font-code">{HOST_PLACEHOLDER}</span> is a placeholder.{" "}
          {connectHref ? (
            <>
              <Link href={connectHref}>Connect a registry</Link> and enter its host once, for everyone.
            </>
          ) : (
            "Replace it with your registry, or ask a system admin to enter its host under Connect a registry."
          )}
        </Alert>
      ) : null}
      <p className="text-muted text-sm">
        The secret can’t be shown again. If it’s lost,{" "}
        {canManage ? "refresh it" : "ask an admin of this project to refresh it"} and replace the old one wherever it’s
        used.
      </p>
      <LimitsNote limits={limits} />
      <SnippetTabs label="Tool" tools={tools} />
    </div>
  );
}
