"use client";
import { useState } from "react";
import { AddressTest } from "@/components/robots/address-test";
import { LockOutWarning } from "@/components/robots/lock-out-warning";
import type { LastUse } from "@/components/robots/robot-draft";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { formatAddressLines, readAddressLines } from "@/lib/access/address-lines";
import type { AllowedAddress } from "@/lib/access/address-list";
import { isAmong, readNetwork } from "@/lib/access/networks";

type AddressFieldProps = {
  value: readonly { network: string; note?: string }[];
  onChange: (value: AllowedAddress[]) => void;
  onBlur: () => void;
  error: string | undefined;
  /** Omitted for a new robot. */
  lastUse?: LastUse;
  /** The reader's own address, as the server sees it. */
  viewerAddress: string | null;
  /** How long issued tokens remain valid: "5 minutes". */
  tokenLifetime: string;
};

/** Where a robot may log in from, one address or network per line. */
export function AddressField(props: AddressFieldProps) {
  const { value, onChange, onBlur, error, lastUse, viewerAddress, tokenLifetime } = props;
  const [text, setText] = useState(() => formatAddressLines(value));
  const change = (next: string) => {
    setText(next);
    onChange(readAddressLines(next));
  };
  const readings = value.map(({ network }) => ({ typed: network, reading: readNetwork(network) }));
  const networks = readings.flatMap(({ reading }) => ("network" in reading ? [reading.network] : []));
  const cleared = readings.flatMap(({ typed, reading }) =>
    "network" in reading && reading.isCleared ? [`${typed} becomes ${reading.network}`] : [],
  );
  const add = (address: string, note: string) =>
    change(`${text.trim() === "" ? "" : `${text.trimEnd()}\n`}${address} ${note}`);
  const lastAddress = lastUse?.lastUsedAddress ?? null;
  return (
    <section aria-label="Only from these addresses" className="flex flex-col gap-2">
      <Field
        label="Only from these addresses"
        error={error}
        hint="One IPv4 or IPv6 address or CIDR network per line, with a note after it if you like. Leave empty for anywhere."
      >
        <Textarea
          spellCheck={false}
          autoCapitalize="none"
          placeholder={"198.51.100.0/24 Office\n2001:db8::/48 Runners"}
          className="font-code"
          value={text}
          onChange={(event) => change(event.target.value)}
          onBlur={onBlur}
        />
      </Field>
      <div className="flex flex-wrap gap-2 empty:hidden">
        {lastAddress === null ? null : (
          <Button size="sm" disabled={isAmong(networks, lastAddress)} onClick={() => add(lastAddress, "Last used")}>
            Add last used ({lastAddress})
          </Button>
        )}
        {viewerAddress === null ? null : (
          <Button size="sm" disabled={isAmong(networks, viewerAddress)} onClick={() => add(viewerAddress, "Mine")}>
            Add mine ({viewerAddress})
          </Button>
        )}
      </div>
      <p aria-live="polite" className="text-muted text-xs empty:hidden">
        {cleared.length > 0 ? `${cleared.join("; ")}: the bits after the prefix don’t count.` : null}
      </p>
      {value.length > 0 ? (
        <>
          <LockOutWarning networks={networks} lastUse={lastUse} />
          <AddressTest networks={networks} />
          <p className="text-muted text-xs">
            The list applies to new logins. A token that was already issued works for up to {tokenLifetime}.
          </p>
        </>
      ) : null}
    </section>
  );
}
