import Bot from "lucide-react/icons/bot";
import Ellipsis from "lucide-react/icons/ellipsis";
import Trash from "lucide-react/icons/trash-2";
import Users from "lucide-react/icons/users";
import { tableColumns } from "@/components/data-table/use-data-table";
import { BreakableName } from "@/components/ui/breakable-name";
import { EmptyValue } from "@/components/ui/empty-value";
import { IconButton } from "@/components/ui/icon-button";
import { Link } from "@/components/ui/link";
import { Menu, MenuItem, MenuLink, MenuSeparator } from "@/components/ui/menu";
import { Time } from "@/components/ui/time";
import type { ProjectRow } from "@/lib/projects/queries";

const column = tableColumns<ProjectRow>();

/** @param onDelete null for people who can't delete projects */
export function projectColumns(onDelete: ((project: ProjectRow) => void) | null) {
  const facts = [
    column.display({
      id: "name",
      header: "Name",
      cell: ({ row }) => (
        <Link look="plain" href={`/projects/${row.original.name}/robots`} className="font-code font-medium">
          <BreakableName>{row.original.name}</BreakableName>
        </Link>
      ),
      meta: { card: "title" },
    }),
    column.display({
      id: "robots",
      header: "Robots",
      cell: ({ row }) => <RobotCounts robots={row.original.robots} />,
      meta: { width: "12rem" },
    }),
    column.display({ id: "members", header: "Members", cell: ({ row }) => row.original.members }),
    column.display({
      id: "role",
      header: "Your role",
      cell: ({ row }) => (row.original.role === "admin" ? "Admin" : "Viewer"),
    }),
    column.display({
      id: "created",
      header: "Created",
      cell: ({ row }) => <Time value={row.original.createdAt} />,
      meta: { width: "8rem" },
    }),
  ];
  if (!onDelete) return facts;
  const menu = column.display({
    id: "actions",
    header: "Actions",
    cell: ({ row }) => <ProjectMenu name={row.original.name} onDelete={() => onDelete(row.original)} />,
    meta: { card: "actions", hideHeader: true, align: "end" },
  });
  return [...facts, menu];
}

function RobotCounts({ robots }: { robots: ProjectRow["robots"] }) {
  const { total, active, expired } = robots;
  if (total === 0) return <EmptyValue />;
  const disabled = total - active - expired;
  return (
    <span>
      {active} enabled
      {expired > 0 ? <span className="text-red"> · {expired} expired</span> : null}
      {disabled > 0 ? <span className="text-muted"> · {disabled} disabled</span> : null}
    </span>
  );
}

function ProjectMenu({ name, onDelete }: { name: string; onDelete: () => void }) {
  return (
    <Menu
      trigger={
        <IconButton label={`Actions for ${name}`} size="sm" tooltip={false}>
          <Ellipsis aria-hidden="true" />
        </IconButton>
      }
    >
      <MenuLink href={`/projects/${name}/robots`} icon={<Bot aria-hidden="true" />}>
        Robot accounts
      </MenuLink>
      <MenuLink href={`/projects/${name}/members`} icon={<Users aria-hidden="true" />}>
        Members
      </MenuLink>
      <MenuSeparator />
      <MenuItem tone="danger" icon={<Trash aria-hidden="true" />} onSelect={onDelete}>
        Delete
      </MenuItem>
    </Menu>
  );
}
