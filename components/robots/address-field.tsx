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
  const { networks, cleared } = readAll(value);
  const add = (address: string, note: string) =>
    change(`${text.trim() === "" ? "" : `${text.trimEnd()}\n`}${address} ${note}`);
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
      <Suggestions networks={networks} last={lastUse?.lastUsedAddress ?? null} own={viewerAddress} onAdd={add} />
      <p aria-live="polite" className="text-muted text-xs empty:hidden">
        {cleared.length > 0 ? `${cleared.join("; ")}. Bits after the prefix are ignored.` : null}
      </p>
      {value.length > 0 ? (
        <>
          <LockOutWarning networks={networks} lastUse={lastUse} />
          <AddressTest networks={networks} />
          <p className="text-muted text-xs">
            The list applies to new logins. Tokens already issued keep working for up to {tokenLifetime}.
          </p>
        </>
      ) : null}
    </section>
  );
}

/** The canonical networks among what was typed, and which of them had host bits. */
function readAll(typed: AddressFieldProps["value"]) {
  const networks: string[] = [];
  const cleared: string[] = [];
  for (const { network } of typed) {
    const reading = readNetwork(network);
    if ("fault" in reading) continue;
    networks.push(reading.network);
    if (reading.isCleared) cleared.push(`${network} becomes ${reading.network}`);
  }
  return { networks, cleared };
}

type SuggestionsProps = {
  networks: readonly string[];
  /** The robot's last known address and the reader's; null if unknown. */
  last: string | null;
  own: string | null;
  onAdd: (address: string, note: string) => void;
};

function Suggestions({ networks, last, own, onAdd }: SuggestionsProps) {
  return (
    <div className="flex flex-wrap gap-2 empty:hidden">
      {last === null ? null : (
        <Button size="sm" disabled={isAmong(networks, last)} onClick={() => onAdd(last, "Last used")}>
          Add last used ({last})
        </Button>
      )}
      {own === null ? null : (
        <Button size="sm" disabled={isAmong(networks, own)} onClick={() => onAdd(own, "Mine")}>
          Add mine ({own})
        </Button>
      )}
    </div>
  );
}
