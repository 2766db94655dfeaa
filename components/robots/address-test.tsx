"use client";
import CircleCheck from "lucide-react/icons/circle-check";
import CircleX from "lucide-react/icons/circle-x";
import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { bareClientAddress, isAmong } from "@/lib/access/networks";

/** Tells whether an address would be let in by the list as it is typed. */
export function AddressTest({ networks }: { networks: readonly string[] }) {
  const [typed, setTyped] = useState("");
  return (
    <div className="flex flex-col gap-1.5">
      <Field label="Test an address">
        <Input
          mono
          size="sm"
          autoComplete="off"
          spellCheck={false}
          placeholder="198.51.100.4"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </Field>
      <p role="status" className="text-xs empty:hidden">
        {typed.trim() === "" ? null : <Verdict networks={networks} typed={typed.trim()} />}
      </p>
    </div>
  );
}

function Verdict({ networks, typed }: { networks: readonly string[]; typed: string }) {
  const address = bareClientAddress(typed);
  if (address === null) return <span className="text-muted">Enter a complete address, such as 198.51.100.4.</span>;
  if (isAmong(networks, address))
    return (
      <span className="text-green">
        <CircleCheck aria-hidden="true" className="mr-1 inline size-3.5 align-[-0.18em]" />
        {address} would be let in.
      </span>
    );
  return (
    <span className="text-red">
      <CircleX aria-hidden="true" className="mr-1 inline size-3.5 align-[-0.18em]" />
      {address} would not be let in.
    </span>
  );
}
