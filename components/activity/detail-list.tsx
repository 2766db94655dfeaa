import Minus from "lucide-react/icons/minus";
import MoveRight from "lucide-react/icons/move-right";
import Plus from "lucide-react/icons/plus";
import type { Definition } from "@/components/ui/definition-list";
import { Time } from "@/components/ui/time";
import type { AuditDetail, AuditValue } from "@/lib/activity/details";

export function detailItems(details: readonly AuditDetail[]): Definition[] {
  return details.map((detail) => ({ term: detail.label, value: <Detail detail={detail} /> }));
}

function Detail({ detail }: { detail: AuditDetail }) {
  if (detail.kind === "fact") return <Value value={detail.value} />;
  if (detail.kind === "list") return <ItemList items={detail.items} />;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
      <del className="text-muted decoration-faint">
        <span className="sr-only">before: </span>
        <Value value={detail.before} />
      </del>
      <MoveRight aria-hidden="true" className="size-4 shrink-0 text-faint" />
      <ins className="no-underline">
        <span className="sr-only">after: </span>
        <Value value={detail.after} />
      </ins>
    </span>
  );
}

function Value({ value }: { value: AuditValue }) {
  if (value.kind === "time") return <Time value={value.time} format="absolute" />;
  return <span className="whitespace-pre-line">{value.text}</span>;
}

type Item = Extract<AuditDetail, { kind: "list" }>["items"][number];

const MARKS = {
  added: { word: "added", icon: <Plus aria-hidden="true" className="size-3.5 shrink-0" />, look: "text-green" },
  removed: { word: "removed", icon: <Minus aria-hidden="true" className="size-3.5 shrink-0" />, look: "text-red" },
};

/** Lists additions and removals; only counts the rest. */
function ItemList({ items }: { items: readonly Item[] }) {
  const kept = items.filter(({ mark }) => mark === "kept").length;
  return (
    <ul className="flex flex-col gap-0.5">
      {items.map((item) => (item.mark === "kept" ? null : <ListItem key={item.text} item={item} />))}
      {kept > 0 ? <li className="text-muted">{kept} unchanged</li> : null}
    </ul>
  );
}

function ListItem({ item }: { item: Item }) {
  if (item.mark !== "added" && item.mark !== "removed") return <li>{item.text}</li>;
  const { word, icon, look } = MARKS[item.mark];
  return (
    <li className="flex items-center gap-1.5">
      <span className={look}>{icon}</span>
      <span>
        {item.text} <span className="text-muted">{word}</span>
      </span>
    </li>
  );
}
