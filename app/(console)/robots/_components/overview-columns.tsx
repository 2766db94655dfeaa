"use client";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import { tableColumns } from "@/components/data-table/use-data-table";
import { Sparkline } from "@/components/overview/sparkline";
import { ExpiresCell } from "@/components/robots/expires-cell";
import { DescriptionCell, LastUsedCell } from "@/components/robots/robot-cells";
import { robotHref } from "@/components/robots/robot-href";
import { RobotName } from "@/components/robots/robot-name";
import { SecretsMark } from "@/components/robots/secrets-mark";
import { Badge } from "@/components/ui/badge";
import { BreakableName } from "@/components/ui/breakable-name";
import { EmptyValue } from "@/components/ui/empty-value";
import { Link } from "@/components/ui/link";
import { StateBadge } from "@/components/ui/state-badge";
import { Time } from "@/components/ui/time";
import type { OverviewRobot } from "@/lib/overview/queries";
import { OVERVIEW_COLUMNS, type OverviewColumn } from "@/lib/overview/schema";

const column = tableColumns<OverviewRobot>();

const NAME = column.accessor((row) => row.loginName, {
  id: "name",
  header: "Name",
  enableSorting: true,
  meta: { card: "title", width: "13rem" },
  cell: ({ row }) => (
    <Link look="plain" href={robotHref(row.original)} prefetch={false} className="max-w-80 max-sm:max-w-none">
      <RobotName loginName={row.original.loginName} name={row.original.name} />
    </Link>
  ),
});

/** Ids of sortable columns are the URL's sort names. */
const CHOICES = {
  project: column.accessor((row) => row.project, {
    id: "project",
    header: OVERVIEW_COLUMNS.project,
    meta: { width: "9rem" },
    cell: ({ row }) => <ProjectCell project={row.original.project} />,
  }),
  contact: column.accessor((row) => row.contact, {
    id: "contact",
    header: OVERVIEW_COLUMNS.contact,
    meta: { width: "9rem" },
    cell: ({ row }) => (row.original.contact ? <BreakableName>{row.original.contact}</BreakableName> : <EmptyValue />),
  }),
  status: column.accessor((row) => row.status, {
    id: "status",
    header: OVERVIEW_COLUMNS.status,
    meta: { width: "6.5rem" },
    cell: ({ row: { original } }) => <StateBadge state={original.status === "active" ? "enabled" : original.status} />,
  }),
  expires: column.accessor((row) => row.expiresAt, {
    id: "expires",
    header: OVERVIEW_COLUMNS.expires,
    enableSorting: true,
    meta: { width: "8.5rem" },
    cell: ({ row }) => <Expiry {...row.original} />,
  }),
  lastUsed: column.accessor((row) => row.lastUsedAt, {
    id: "lastUsed",
    header: OVERVIEW_COLUMNS.lastUsed,
    enableSorting: true,
    sortDescFirst: true,
    meta: { width: "7rem" },
    cell: ({ row }) => <LastUsedCell {...row.original} />,
  }),
  logins: column.accessor((row) => row.logins, {
    id: "logins",
    header: OVERVIEW_COLUMNS.logins,
    meta: { width: "7.5rem" },
    cell: ({ row }) => <Sparkline counts={row.original.logins} />,
  }),
  secrets: column.accessor((row) => row.secrets, {
    id: "secrets",
    header: OVERVIEW_COLUMNS.secrets,
    meta: { width: "6rem" },
    cell: ({ row }) => <SecretsCell secrets={row.original.secrets} />,
  }),
  created: column.accessor((row) => row.createdAt, {
    id: "created",
    header: OVERVIEW_COLUMNS.created,
    enableSorting: true,
    sortDescFirst: true,
    meta: { width: "7rem" },
    cell: ({ row }) => <Time value={row.original.createdAt} />,
  }),
  description: column.accessor((row) => row.description, {
    id: "description",
    header: OVERVIEW_COLUMNS.description,
    meta: { width: "9rem" },
    cell: ({ row }) => <DescriptionCell {...row.original} />,
  }),
} satisfies Record<OverviewColumn, unknown>;

export function overviewColumns(chosen: readonly OverviewColumn[]) {
  return column.columns([NAME, ...chosen.map((key) => CHOICES[key])]);
}

function ProjectCell({ project }: { project: string | null }) {
  if (project === null) return <span className="text-muted">System</span>;
  return (
    <Link look="plain" href={`/projects/${project}/robots`} prefetch={false}>
      <BreakableName className="font-code">{project}</BreakableName>
    </Link>
  );
}

function Expiry({ expiresAt, outsidePolicy }: Pick<OverviewRobot, "expiresAt" | "outsidePolicy">) {
  return (
    <span className="flex flex-col items-start gap-0.5">
      <ExpiresCell expiresAt={expiresAt} />
      {outsidePolicy ? (
        <Badge tone="amber">
          <TriangleAlert aria-hidden="true" />
          Outside the policy
        </Badge>
      ) : null}
    </span>
  );
}

function SecretsCell({ secrets }: Pick<OverviewRobot, "secrets">) {
  return (
    <span className="flex flex-col items-start gap-0.5">
      {secrets.old || secrets.leakedAt ? <SecretsMark secrets={secrets} /> : <span className="text-muted">1</span>}
    </span>
  );
}
