"use client";
import FolderKey from "lucide-react/icons/folder-key";
import Plus from "lucide-react/icons/plus";
import { useMemo, useState } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { DataTablePagination } from "@/components/data-table/data-table-pagination";
import { DataTableToolbar } from "@/components/data-table/data-table-toolbar";
import { NoMatch } from "@/components/data-table/no-match";
import { TableFilter } from "@/components/data-table/table-filter";
import { TableNavigation } from "@/components/data-table/table-navigation";
import { TableSearch } from "@/components/data-table/table-search";
import { useDataTable } from "@/components/data-table/use-data-table";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { useShortcut } from "@/components/ui/keyboard-shortcuts";
import type { Page } from "@/lib/pagination";
import { PROJECT_ROBOT_FILTERS } from "@/lib/projects/filters";
import type { ProjectRow } from "@/lib/projects/queries";
import type { ListProjectsInput } from "@/lib/projects/schema";
import { DeleteProjectDialog } from "./delete-project-dialog";
import { NewProjectDialog } from "./new-project-dialog";
import { projectColumns } from "./project-columns";
import { ProjectsHeader } from "./projects-header";

type ProjectListProps = { list: Page<ProjectRow>; query: ListProjectsInput; username: string; isSystemAdmin: boolean };

const CLEAR = { q: null, robots: null, role: null };
const ROBOTS = Object.entries(PROJECT_ROBOT_FILTERS).map(([value, label]) => ({ value, label }));
const ROLES = [
  { value: "admin", label: "Admin" },
  { value: "viewer", label: "Viewer" },
];

const rowId = (row: ProjectRow) => row.name;

export function ProjectList({ list, query, username, isSystemAdmin }: ProjectListProps) {
  const [creating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState<ProjectRow | null>(null);
  useShortcut("n", "New project", () => setCreating(true), isSystemAdmin);
  const columns = useMemo(() => projectColumns(isSystemAdmin ? setDeleting : null), [isSystemAdmin]);
  const model = useDataTable({
    columns,
    rows: list.rows,
    rowId,
    rowName: rowId,
    sort: { id: query.sort, dir: query.dir },
  });
  const newProject = isSystemAdmin ? (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden="true" />
      New project
    </Button>
  ) : null;
  const isEmpty = list.total === 0 && !query.q && !query.robots && !query.role;
  return (
    <div className="flex flex-col gap-5">
      <ProjectsHeader actions={isEmpty ? null : newProject} />
      <Card padded={false}>
        {isEmpty ? (
          <NoProjects username={username} action={newProject} />
        ) : (
          <TableNavigation>
            <ProjectToolbar query={query} />
            <DataTable model={model} caption="Projects" empty={<NoMatch title="No projects match" clear={CLEAR} />} />
            <DataTablePagination {...list} shown={list.rows.length} label="projects" />
          </TableNavigation>
        )}
      </Card>
      <NewProjectDialog open={creating} onOpenChange={setCreating} />
      <DeleteProjectDialog project={deleting} onClose={() => setDeleting(null)} />
    </div>
  );
}

function ProjectToolbar({ query }: { query: ListProjectsInput }) {
  return (
    <DataTableToolbar
      search={<TableSearch value={query.q} label="Search by name" />}
      filters={
        <>
          <TableFilter param="robots" label="Robots" value={query.robots} items={ROBOTS} allLabel="Any" />
          <TableFilter param="role" label="Member role" value={query.role} items={ROLES} allLabel="Any" />
        </>
      }
    />
  );
}

function NoProjects({ username, action }: { username: string; action: React.ReactNode }) {
  return (
    <Empty icon={<FolderKey />} title="No projects yet" action={action}>
      {action ? (
        "Create a project for each top-level path in your registry. For example, documentation/site belongs to the project documentation."
      ) : (
        <>
          You don’t have a role in any project. Ask a project’s admin to add you as{" "}
          <b className="font-code">{username}</b>.
        </>
      )}
    </Empty>
  );
}
