"use client";
import UserPlus from "lucide-react/icons/user-plus";
import Users from "lucide-react/icons/users";
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
import type { MemberDto } from "@/lib/members/queries";
import type { ListMembersInput } from "@/lib/members/schema";
import type { Page } from "@/lib/pagination";
import { AddMemberDialog } from "./add-member-dialog";
import { memberColumns } from "./member-columns";
import { RemoveMemberDialog } from "./remove-member-dialog";
import { RoleDialog } from "./role-dialog";

type MemberListProps = {
  list: Page<MemberDto>;
  query: ListMembersInput;
  project: string;
  canManage: boolean;
  isSystemAdmin: boolean;
};

const rowId = (member: MemberDto) => String(member.id);
const rowName = (member: MemberDto) => member.username;

const ROLES = [
  { value: "admin", label: "Admins" },
  { value: "viewer", label: "Viewers" },
] as const;

export function MemberList({ list, query, project, canManage, isSystemAdmin }: MemberListProps) {
  const [adding, setAdding] = useState(false);
  const [changing, setChanging] = useState<MemberDto | null>(null);
  const [removing, setRemoving] = useState<MemberDto | null>(null);
  useShortcut("n", "Add member", () => setAdding(true), canManage);
  const add = canManage ? (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <UserPlus aria-hidden="true" />
      Add member
    </Button>
  ) : null;
  const none = list.total === 0 && query.q === "" && query.role === null;
  return (
    <Card padded={false}>
      {none ? (
        <NoMembers action={add} />
      ) : (
        <TableNavigation>
          <MemberTable
            list={list}
            query={query}
            project={project}
            add={add}
            onChangeRole={setChanging}
            onRemove={setRemoving}
          />
        </TableNavigation>
      )}
      <AddMemberDialog project={project} open={adding} onOpenChange={setAdding} />
      <RoleDialog member={changing} project={project} isSystemAdmin={isSystemAdmin} onClose={() => setChanging(null)} />
      <RemoveMemberDialog
        member={removing}
        project={project}
        isSystemAdmin={isSystemAdmin}
        onClose={() => setRemoving(null)}
      />
    </Card>
  );
}

type MemberTableProps = Pick<MemberListProps, "list" | "query" | "project"> & {
  /** Null for viewers. */
  add: React.ReactNode;
  onChangeRole: (member: MemberDto) => void;
  onRemove: (member: MemberDto) => void;
};

function MemberTable({ list, query, project, add, onChangeRole, onRemove }: MemberTableProps) {
  const canManage = add !== null;
  const columns = useMemo(
    () => memberColumns(canManage ? { onChangeRole, onRemove } : null),
    [canManage, onChangeRole, onRemove],
  );
  const model = useDataTable({ columns, rows: list.rows, rowId, rowName });
  return (
    <>
      <DataTableToolbar
        search={<TableSearch value={query.q} label="Search members" />}
        filters={<TableFilter param="role" label="Role" value={query.role} items={ROLES} />}
        actions={add}
      />
      <DataTable
        model={model}
        caption={`Members of ${project}`}
        empty={<NoMatch title="No members match" clear={{ q: null, role: null }} />}
      />
      <DataTablePagination {...list} shown={list.rows.length} label="members" />
    </>
  );
}

function NoMembers({ action }: { action: React.ReactNode }) {
  return (
    <Empty icon={<Users />} title="No members yet" action={action}>
      Until someone has the admin role here, only system admins can manage this project.
    </Empty>
  );
}
