import CircleCheck from "lucide-react/icons/circle-check";
import Clock from "lucide-react/icons/clock";
import Hourglass from "lucide-react/icons/hourglass";
import { tableColumns } from "@/components/data-table/use-data-table";
import { Badge } from "@/components/ui/badge";
import { BreakableName } from "@/components/ui/breakable-name";
import { EmptyValue } from "@/components/ui/empty-value";
import { Time } from "@/components/ui/time";
import type { SigningKeyDto } from "@/lib/registry/key-list";

const column = tableColumns<SigningKeyDto>();

export const KEY_COLUMNS = [
  column.display({
    id: "kid",
    header: "Key ID",
    cell: ({ row }) => <BreakableName className="font-code text-xs">{row.original.kid}</BreakableName>,
    meta: { card: "title" },
  }),
  column.display({ id: "algorithm", header: "Algorithm", cell: ({ row }) => row.original.algorithm }),
  column.display({
    id: "state",
    header: "Status",
    cell: ({ row }) => <KeyState signingKey={row.original} />,
    meta: { width: "8rem" },
  }),
  column.display({
    id: "created",
    header: "Created",
    cell: ({ row }) => <Moment at={row.original.createdAt} otherwise="From a file" />,
    meta: { width: "8rem" },
  }),
  column.display({
    id: "active",
    header: "In use since",
    cell: ({ row }) => (
      <Moment at={row.original.activeSince} otherwise={row.original.state === "signing" ? "Startup" : null} />
    ),
    meta: { width: "8rem" },
  }),
];

function Moment({ at, otherwise }: { at: string | null; otherwise: string | null }) {
  if (at) return <Time value={at} />;
  return otherwise === null ? <EmptyValue /> : <span className="text-muted">{otherwise}</span>;
}

function KeyState({ signingKey: { state, leavesAt } }: { signingKey: SigningKeyDto }) {
  switch (state) {
    case "signing":
      return (
        <Badge tone="green">
          <CircleCheck aria-hidden="true" />
          In use
        </Badge>
      );
    case "announced":
      return (
        <Badge tone="blue">
          <Clock aria-hidden="true" />
          Next
        </Badge>
      );
    case "retired":
      return (
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Badge>
            <Hourglass aria-hidden="true" />
            Retired
          </Badge>
          {leavesAt ? (
            <span className="text-muted text-xs">
              removed <Time value={leavesAt} />
            </span>
          ) : null}
        </span>
      );
    case "spare":
      return <Badge>Listed only</Badge>;
  }
}
