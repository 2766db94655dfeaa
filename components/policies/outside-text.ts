import { numberText } from "@/lib/number-text";
import type { OutsideRobot } from "@/lib/robots/outside-policy";

type Counted = { total: number; capped: boolean };

/** "1 robot account", "240 robot accounts"; "more than 10,000 robot accounts" if the count was capped. */
export function robotsText({ total, capped }: Counted): string {
  const count = numberText(total);
  return `${capped ? "more than " : ""}${count} robot ${total === 1 ? "account" : "accounts"}`;
}

export function robotHref({ id, project }: Pick<OutsideRobot, "id" | "project">): string {
  return project === null ? `/robots/${id}` : `/projects/${project}/robots/${id}`;
}
