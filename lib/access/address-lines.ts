import type { AllowedAddress } from "./address-list";

type TypedAddress = { network: string; note?: string };

/** A list as people type it: one address or network per line, with a note after it. */
export function readAddressLines(text: string): AllowedAddress[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => {
      const [network = ""] = line.split(/[\s,;#]/, 1);
      return { network, note: line.slice(network.length).replace(/^[\s,;#]+/, "") };
    });
}

export function formatAddressLines(list: readonly TypedAddress[]): string {
  return list.map(({ network, note = "" }) => (note === "" ? network : `${network} ${note}`)).join("\n");
}
