import { Time } from "@/components/ui/time";
import type { RobotDetail } from "@/lib/robots/robot";

/** Where a robot may log in from. */
export function AllowedFrom({ robot: { allowedAddresses } }: { robot: RobotDetail }) {
  if (allowedAddresses.length === 0) return "Anywhere";
  return (
    <ul className="flex flex-col gap-0.5">
      {allowedAddresses.map(({ network, note }) => (
        <li key={network}>
          <span className="break-all font-code">{network}</span>
          {note ? <span className="ml-2 text-muted">{note}</span> : null}
        </li>
      ))}
    </ul>
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
