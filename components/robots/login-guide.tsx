import { SnippetTabs } from "@/components/snippets/snippet-tabs";
import { Alert } from "@/components/ui/alert";
import { HOST_PLACEHOLDER, type ToolSnippets } from "@/lib/snippet";

type LoginGuideProps = { tools: readonly ToolSnippets[]; registryHost: string | null; canManage: boolean };

/** How to log in where the secret is not known any more. */
export function LoginGuide({ tools, registryHost, canManage }: LoginGuideProps) {
  return (
    <div className="flex flex-col gap-4">
      {registryHost === null ? (
        <Alert tone="info" title="The registry’s address is not set">
          <span className="font-code">{HOST_PLACEHOLDER}</span> stands in for it: put yours in its place. Operators set{" "}
          <span className="font-code">REGISTRY_HOST</span> once for everybody.
        </Alert>
      ) : null}
      <p className="text-muted text-sm">
        Nobody can look the secret up again. If it is lost,{" "}
        {canManage ? "refresh it" : "ask an admin of this project to refresh it"} and put the new one wherever the old
        one was.
      </p>
      <SnippetTabs label="Tool" tools={tools} />
    </div>
  );
}
