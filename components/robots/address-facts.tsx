import { Time } from "@/components/ui/time";
import type { RobotDetail } from "@/lib/robots/robot";

/** Where a robot may log in from. */
export function AllowedFrom({ robot, tokenLifetime }: { robot: RobotDetail; tokenLifetime: string }) {
  const { allowedAddresses } = robot;
  if (allowedAddresses.length === 0) return "Anywhere";
  return (
    <>
      <ul className="flex flex-col gap-0.5">
        {allowedAddresses.map(({ network, note }) => (
          <li key={network}>
            <span className="break-all font-code">{network}</span>
            {note ? <span className="ml-2 text-muted">{note}</span> : null}
          </li>
        ))}
      </ul>
      <p className="mt-0.5 text-muted text-xs">Tokens already issued work anywhere for up to {tokenLifetime}.</p>
    </>
  );
}

/** The last login that was refused because of its address. */
export function LastRefusal({ robot: { refusedAt, refusedAddress } }: { robot: RobotDetail }) {
  if (!refusedAt) return null;
  return (
    <>
      <Time value={refusedAt} /> from {refusedAddress ?? "an unknown address"}, which isn’t allowed
    </>
  );
}
