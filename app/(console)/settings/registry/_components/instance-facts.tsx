import { Alert } from "@/components/ui/alert";
import { BreakableName } from "@/components/ui/breakable-name";
import { CopyButton } from "@/components/ui/copy-button";
import { DefinitionList } from "@/components/ui/definition-list";
import { otherHostWords } from "@/lib/registry/check-words";
import { type ConnectFacts, isLocalUrl, onOtherHost, realmOf } from "@/lib/registry/connect";

export function InstanceFacts({ facts }: { facts: ConnectFacts }) {
  const { publicUrl, service, issuer, algorithm, registryHost } = facts;
  const isSplit = registryHost !== null && !isLocalUrl(publicUrl) && onOtherHost(facts);
  const split = isSplit ? otherHostWords(registryHost, new URL(publicUrl).host) : null;
  const items = [
    { term: "Realm", value: realmOf(publicUrl), from: "PUBLIC_URL" },
    { term: "Service", value: service, from: "REGISTRY_SERVICE" },
    { term: "Issuer", value: issuer, from: "TOKEN_ISSUER" },
    { term: "Algorithm", value: algorithm, from: "of the key in use" },
  ];
  return (
    <div className="flex flex-col gap-3">
      {isLocalUrl(publicUrl) ? (
        <Alert tone="warn" title="PUBLIC_URL points to localhost: other machines can’t reach it">
          Clients on other machines would be sent to themselves. Start Purser with{" "}
          <span className="font-code">PUBLIC_URL</span> set to the address that everyone uses.
        </Alert>
      ) : null}
      {split ? (
        <Alert tone="warn" title={split.title}>
          {split.text}
        </Alert>
      ) : null}
      <DefinitionList
        items={items.map(({ term, value, from }) => ({ term, value: <Fact {...{ term, value, from }} /> }))}
      />
    </div>
  );
}

function Fact({ term, value, from }: { term: string; value: string; from: string }) {
  return (
    <div className="flex items-start justify-between gap-2">
      <div className="min-w-0">
        <BreakableName className="font-code">{value}</BreakableName>
        <span className="ml-2 text-muted text-xs">{from}</span>
      </div>
      <CopyButton look="icon" size="sm" text={value} what={term.toLowerCase()} className="-my-1" />
    </div>
  );
}
