import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import { isPrivateAddress } from "@/lib/access/networks";

type YourAddressProps = {
  /** The connection's own address, then those of X-Forwarded-For that count; null if unreadable. */
  hops: readonly (string | null)[];
  /** Addresses in X-Forwarded-For that don't count. */
  ignored: number;
  /** Some robots may log in only from some addresses. */
  hasLists: boolean;
};

/** The reader's address as robots' lists would see it, and how it was found. */
export function YourAddress({ hops, ignored, hasLists }: YourAddressProps) {
  const address = hops.at(-1) ?? null;
  return (
    <Card
      title="Your address"
      aria-label="Your address"
      description="Robot accounts can be limited to addresses. This is how Purser determines a client’s address."
    >
      <div className="flex flex-col gap-3">
        {hasLists && (address === null || isPrivateAddress(address)) ? (
          <Alert tone="warn" title="Purser sees a private address, and some robot accounts have a list of addresses">
            If you’re not on the same network as Purser, this is a proxy’s address: set{" "}
            <span className="font-code">TRUST_PROXY</span> to your proxies’ addresses. Until then, those robots are
            checked by the proxy’s address instead of their own.
          </Alert>
        ) : null}
        <DefinitionList
          items={[
            { term: "Your address as we see it", value: <Address of={address} /> },
            {
              term: "Chain",
              value: (
                <ol className="flex flex-col gap-0.5">
                  {hops.map((hop, index) => (
                    <li key={hops.slice(0, index + 1).join()}>
                      <Address of={hop} />
                      <span className="ml-2 text-muted text-xs">{roleOf(index, hops.length)}</span>
                    </li>
                  ))}
                </ol>
              ),
            },
            ...(ignored > 0 ? [{ term: "Not trusted", value: ignoredText(ignored) }] : []),
          ]}
        />
      </div>
    </Card>
  );
}

function Address({ of }: { of: string | null }) {
  return of === null ? <span>Unreadable</span> : <span className="break-all font-code">{of}</span>;
}

function roleOf(index: number, count: number): string {
  if (index === 0) return count === 1 ? "the connection’s own" : "the connection’s own, a trusted proxy";
  return index === count - 1 ? "from X-Forwarded-For" : "from X-Forwarded-For, a trusted proxy";
}

const ignoredText = (count: number) =>
  `${count === 1 ? "1 more address" : `${count} more addresses`} in X-Forwarded-For, which anyone could have sent`;
