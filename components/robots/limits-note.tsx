import type { AllowedAddress } from "@/lib/access/address-list";
import type { Patterns } from "@/lib/access/repositories";

/** What limits a robot: people who paste its snippets elsewhere need to know. */
export type RobotLimits = { allowedAddresses: readonly AllowedAddress[]; repositories: Patterns | undefined };

/** Nothing for a robot without limits. */
export function LimitsNote({ limits: { allowedAddresses, repositories } }: { limits: RobotLimits }) {
  if (allowedAddresses.length === 0 && !repositories) return null;
  const networks = allowedAddresses.map(({ network }) => network);
  return (
    <p className="text-muted text-sm">
      {networks.length > 0 ? (
        <>
          Works only from <Codes items={networks} />.{" "}
        </>
      ) : null}
      {repositories ? (
        <>
          Reaches only the repositories <Codes items={repositories} />.
        </>
      ) : null}
    </p>
  );
}

const SHOWN = 5;

function Codes({ items }: { items: readonly string[] }) {
  const more = items.length - SHOWN;
  return (
    <>
      <span className="wrap-anywhere font-code">{items.slice(0, SHOWN).join(", ")}</span>
      {more > 0 ? ` and ${more} more` : null}
    </>
  );
}
