"use client";
import UserPlus from "lucide-react/icons/user-plus";
import Users from "lucide-react/icons/users";
import { useMemo, useState } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { DataTableToolbar } from "@/components/data-table/data-table-toolbar";
import { TableNavigation } from "@/components/data-table/table-navigation";
import { useDataTable } from "@/components/data-table/use-data-table";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { useShortcut } from "@/components/ui/keyboard-shortcuts";
import type { MemberDto } from "@/lib/members/queries";
import { AddMemberDialog } from "./add-member-dialog";
import { memberColumns } from "./member-columns";
import { RemoveMemberDialog } from "./remove-member-dialog";
import { RoleDialog } from "./role-dialog";

type MemberListProps = { members: MemberDto[]; project: string; canManage: boolean; isSystemAdmin: boolean };

const rowId = (member: MemberDto) => String(member.id);
const rowName = (member: MemberDto) => member.username;

/** The members of a project; its admins add and remove people and change roles. */
export function MemberList({ members, project, canManage, isSystemAdmin }: MemberListProps) {
  const [adding, setAdding] = useState(false);
  const [changing, setChanging] = useState<MemberDto | null>(null);
  const [removing, setRemoving] = useState<MemberDto | null>(null);
  useShortcut("n", "Add member", () => setAdding(true), canManage);
  const columns = useMemo(
    () => memberColumns(canManage ? { onChangeRole: setChanging, onRemove: setRemoving } : null),
    [canManage],
  );
  const model = useDataTable({ columns, rows: members, rowId, rowName });
  const add = (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <UserPlus aria-hidden="true" />
      Add member
    </Button>
  );
  return (
    <Card padded={false}>
      <TableNavigation>
        {canManage && members.length > 0 ? (
          <DataTableToolbar search={<MemberCount count={members.length} />} actions={add} />
        ) : null}
        <DataTable
          model={model}
          caption={`Members of ${project}`}
          empty={<NoMembers action={canManage ? add : null} />}
        />
      </TableNavigation>
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

function MemberCount({ count }: { count: number }) {
  return <span className="text-muted text-sm">{count === 1 ? "1 member" : `${count} members`}</span>;
}

function NoMembers({ action }: { action: React.ReactNode }) {
  return (
    <Empty icon={<Users />} title="No members yet" action={action}>
      Only system admins can manage this project until somebody has the admin role in it.
    </Empty>
  );
}
