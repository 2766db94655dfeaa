import Ellipsis from "lucide-react/icons/ellipsis";
import ShieldCheck from "lucide-react/icons/shield-check";
import UserMinus from "lucide-react/icons/user-minus";
import { tableColumns } from "@/components/data-table/use-data-table";
import { Badge } from "@/components/ui/badge";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { StateBadge } from "@/components/ui/state-badge";
import { Time } from "@/components/ui/time";
import type { MemberDto } from "@/lib/members/queries";

const column = tableColumns<MemberDto>();

type MemberHandlers = { onChangeRole: (member: MemberDto) => void; onRemove: (member: MemberDto) => void };

/** @param handlers null for viewers */
export function memberColumns(handlers: MemberHandlers | null) {
  const facts = [
    column.display({
      id: "username",
      header: "Username",
      cell: ({ row }) => <Username member={row.original} />,
      meta: { card: "title" },
    }),
    column.display({ id: "name", header: "Name", cell: ({ row }) => row.original.name }),
    column.display({
      id: "role",
      header: "Role",
      cell: ({ row }) => (row.original.role === "admin" ? "Admin" : "Viewer"),
      meta: { width: "6rem" },
    }),
    column.display({
      id: "since",
      header: "Member since",
      cell: ({ row }) => <Time value={row.original.since} />,
      meta: { width: "8rem" },
    }),
  ];
  if (!handlers) return facts;
  const menu = column.display({
    id: "actions",
    header: "Actions",
    cell: ({ row }) => <MemberMenu member={row.original} {...handlers} />,
    meta: { card: "actions", hideHeader: true, align: "end" },
  });
  return [...facts, menu];
}

function Username({ member }: { member: MemberDto }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <span className="font-code font-medium">{member.username}</span>
      {member.isSelf ? <Badge tone="blue">You</Badge> : null}
      {member.disabled ? <StateBadge state="disabled" /> : null}
    </span>
  );
}

function MemberMenu({ member, onChangeRole, onRemove }: MemberHandlers & { member: MemberDto }) {
  return (
    <Menu
      trigger={
        <IconButton label={`Actions for ${member.username}`} size="sm" tooltip={false}>
          <Ellipsis aria-hidden="true" />
        </IconButton>
      }
    >
      <MenuItem icon={<ShieldCheck aria-hidden="true" />} onSelect={() => onChangeRole(member)}>
        Change role
      </MenuItem>
      <MenuItem tone="danger" icon={<UserMinus aria-hidden="true" />} onSelect={() => onRemove(member)}>
        Remove
      </MenuItem>
    </Menu>
  );
}
