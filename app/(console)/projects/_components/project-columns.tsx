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
  const facts = column.columns([
    column.accessor((row) => row.name, {
      id: "name",
      header: "Name",
      enableSorting: true,
      cell: ({ row }) => (
        <Link look="plain" href={`/projects/${row.original.name}/robots`} className="font-code font-medium">
          <BreakableName>{row.original.name}</BreakableName>
        </Link>
      ),
      meta: { card: "title" },
    }),
    column.accessor((row) => row.robots.total, {
      id: "robots",
      header: "Robots",
      enableSorting: true,
      sortDescFirst: true,
      cell: ({ row }) => <RobotCounts {...row.original} />,
      meta: { width: "12rem" },
    }),
    column.accessor((row) => row.members, {
      id: "members",
      header: "Members",
      enableSorting: true,
      sortDescFirst: true,
      cell: ({ row }) => row.original.members,
    }),
    column.display({
      id: "role",
      header: "Your role",
      cell: ({ row }) => (row.original.role === "admin" ? "Admin" : "Viewer"),
    }),
    column.accessor((row) => row.createdAt, {
      id: "created",
      header: "Created",
      enableSorting: true,
      sortDescFirst: true,
      cell: ({ row }) => <Time value={row.original.createdAt} />,
      meta: { width: "8rem" },
    }),
  ]);
  if (!onDelete) return facts;
  return column.columns([...facts, menuColumn(onDelete)]);
}

function menuColumn(onDelete: (project: ProjectRow) => void) {
  return column.display({
    id: "actions",
    header: "Actions",
    cell: ({ row }) => <ProjectMenu name={row.original.name} onDelete={() => onDelete(row.original)} />,
    meta: { card: "actions", hideHeader: true, align: "end" },
  });
}

function RobotCounts({ name, robots }: Pick<ProjectRow, "name" | "robots">) {
  const { total, active, expiring, expired } = robots;
  if (total === 0) return <EmptyValue />;
  const disabled = total - active - expired;
  return (
    <span>
      {active} enabled
      {expiring > 0 ? (
        <>
          {" · "}
          <Link look="plain" href={`/projects/${name}/robots?status=expiring`} className="text-amber underline">
            {expiring} expiring soon
          </Link>
        </>
      ) : null}
      {expired > 0 ? (
        <>
          {" · "}
          <Link look="plain" href={`/projects/${name}/robots?status=expired`} className="text-red underline">
            {expired} expired
          </Link>
        </>
      ) : null}
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
