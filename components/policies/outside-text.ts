import { numberText } from "@/lib/number-text";

type Counted = { total: number; capped: boolean };

/** "1 robot account", "240 robot accounts"; "more than 10,000 robot accounts" if the count was capped. */
export function robotsText({ total, capped }: Counted): string {
  const count = numberText(total);
  return `${capped ? "more than " : ""}${count} robot ${total === 1 ? "account" : "accounts"}`;
}
