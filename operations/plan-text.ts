type Value = string | boolean | string[] | null;
export type ShownChange = {
  action: "create" | "update" | "delete" | "none";
  id: number | null;
  name: string;
  project: string | null;
  fields: Record<string, { from: Value; to: Value }>;
  secret?: string;
};

const MARKS = { create: "+", update: "~", delete: "-", none: " " } as const;

/** A change as lines: the robot account, then each field. Nothing for one that stays as it is. */
export function changeText({ action, name, fields }: ShownChange): string[] {
  if (action === "none") return [];
  const lines = Object.entries(fields).map(([field, { from, to }]) =>
    action === "update"
      ? `    ${field}: ${valueText(from)} → ${valueText(to)}`
      : `    ${field}: ${valueText(to ?? from)}`,
  );
  return [`${MARKS[action]} ${name}`, ...lines];
}

function valueText(value: Value): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  return JSON.stringify(value);
}

export function summaryText(changes: readonly ShownChange[], isPlan: boolean): string {
  const count = (action: ShownChange["action"]) => changes.filter((change) => change.action === action).length;
  const same = count("none");
  if (same === changes.length)
    return `Nothing to change: ${same === 1 ? "1 robot account is" : `${same} robot accounts are`} as described.`;
  const parts = [`${count("create")} to create`, `${count("update")} to change`, `${count("delete")} to delete`];
  const done = [`${count("create")} created`, `${count("update")} changed`, `${count("delete")} deleted`];
  return `${(isPlan ? parts : done).join(", ")}, ${same} unchanged.`;
}
