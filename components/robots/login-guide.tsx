import { LimitsNote, type RobotLimits } from "@/components/robots/limits-note";
import { SnippetTabs } from "@/components/snippets/snippet-tabs";
import { Alert } from "@/components/ui/alert";
import { HOST_PLACEHOLDER, type ToolSnippets } from "@/lib/snippet";

type LoginGuideProps = {
  tools: readonly ToolSnippets[];
  registryHost: string | null;
  canManage: boolean;
  limits: RobotLimits;
};

/** Snippets without the secret, which is no longer known. */
export function LoginGuide({ tools, registryHost, canManage, limits }: LoginGuideProps) {
  return (
    <div className="flex flex-col gap-4">
      {registryHost === null ? (
        <Alert tone="info" title="The registry’s address isn’t set">
          <span className="font-code">{HOST_PLACEHOLDER}</span> is a placeholder. Replace it with your registry, or ask
          your operator to set <span className="font-code">REGISTRY_HOST</span> for everyone.
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
