import CircleCheck from "lucide-react/icons/circle-check";
import CircleSlash from "lucide-react/icons/circle-slash";
import Ellipsis from "lucide-react/icons/ellipsis";
import KeyRound from "lucide-react/icons/key-round";
import ShieldCheck from "lucide-react/icons/shield-check";
import { tableColumns } from "@/components/data-table/use-data-table";
import { Badge } from "@/components/ui/badge";
import { EmptyValue } from "@/components/ui/empty-value";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { StateBadge } from "@/components/ui/state-badge";
import { Time } from "@/components/ui/time";
import type { UserDto } from "@/lib/people/queries";

export type PersonRequest = { kind: "password" | "disable" | "admin"; person: UserDto };

const column = tableColumns<UserDto>();

export function peopleColumns(onRequest: (request: PersonRequest) => void) {
  return [
    column.display({
      id: "username",
      header: "Username",
      cell: ({ row }) => <Username person={row.original} />,
      meta: { card: "title" },
    }),
    column.display({ id: "name", header: "Name", cell: ({ row }) => row.original.name }),
    column.display({ id: "email", header: "Email", cell: ({ row }) => row.original.email ?? <EmptyValue /> }),
    column.display({
      id: "role",
      header: "Role",
      cell: ({ row }) => (row.original.isAdmin ? "System admin" : "User"),
      meta: { width: "7rem" },
    }),
    column.display({
      id: "state",
      header: "Status",
      cell: ({ row }) => <StateBadge state={row.original.disabled ? "disabled" : "enabled"} />,
    }),
    column.display({
      id: "created",
      header: "Created",
      cell: ({ row }) => <Time value={row.original.createdAt} />,
      meta: { width: "8rem" },
    }),
    column.display({
      id: "actions",
      header: "Actions",
      cell: ({ row }) => <PersonMenu person={row.original} onRequest={onRequest} />,
      meta: { card: "actions", hideHeader: true, align: "end" },
    }),
  ];
}

function Username({ person }: { person: UserDto }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <span className="font-code font-medium">{person.username}</span>
      {person.isSelf ? <Badge tone="blue">You</Badge> : null}
    </span>
  );
}

function PersonMenu({ person, onRequest }: { person: UserDto; onRequest: (request: PersonRequest) => void }) {
  const ask = (kind: PersonRequest["kind"]) => () => onRequest({ kind, person });
  const other = { disabled: person.isSelf, reason: "You can’t do this to yourself. Ask another system admin." };
  return (
    <Menu
      trigger={
        <IconButton label={`Actions for ${person.username}`} size="sm" tooltip={false}>
          <Ellipsis aria-hidden="true" />
        </IconButton>
      }
    >
      <MenuItem
        icon={<KeyRound aria-hidden="true" />}
        onSelect={ask("password")}
        disabled={person.isSelf}
        reason="Change your own on the account page."
      >
        Reset password
      </MenuItem>
      <MenuItem icon={<ShieldCheck aria-hidden="true" />} onSelect={ask("admin")} {...other}>
        {person.isAdmin ? "Revoke system admin" : "Make system admin"}
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={person.disabled ? <CircleCheck aria-hidden="true" /> : <CircleSlash aria-hidden="true" />}
        tone={person.disabled ? "neutral" : "danger"}
        onSelect={ask("disable")}
        {...other}
      >
        {person.disabled ? "Enable" : "Disable"}
      </MenuItem>
    </Menu>
  );
}
