"use client";
import UserPlus from "lucide-react/icons/user-plus";
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
import { useShortcut } from "@/components/ui/keyboard-shortcuts";
import type { Page } from "@/lib/pagination";
import type { UserDto } from "@/lib/people/queries";
import type { ListUsersInput } from "@/lib/people/schema";
import { AdminDialog } from "./admin-dialog";
import { DisableDialog } from "./disable-dialog";
import { NewPersonDialog } from "./new-person-dialog";
import { type PersonRequest, peopleColumns } from "./people-columns";
import { PeopleHeader } from "./people-header";
import { ResetPasswordDialog } from "./reset-password-dialog";

const rowId = (person: UserDto) => String(person.id);
const rowName = (person: UserDto) => person.username;

const ROLES = [
  { value: "admin", label: "System admins" },
  { value: "user", label: "Users" },
] as const;

const STATES = [
  { value: "enabled", label: "Enabled" },
  { value: "disabled", label: "Disabled" },
] as const;

export function PeopleList({ list, query }: { list: Page<UserDto>; query: ListUsersInput }) {
  const [creating, setCreating] = useState(false);
  const [request, setRequest] = useState<PersonRequest | null>(null);
  useShortcut("n", "New person", () => setCreating(true));
  const columns = useMemo(() => peopleColumns(setRequest), []);
  const model = useDataTable({ columns, rows: list.rows, rowId, rowName });
  const personFor = (kind: PersonRequest["kind"]) => (request?.kind === kind ? request.person : null);
  const close = () => setRequest(null);
  return (
    <div className="flex flex-col gap-5">
      <PeopleHeader
        actions={
          <Button variant="primary" onClick={() => setCreating(true)}>
            <UserPlus aria-hidden="true" />
            New person
          </Button>
        }
      />
      <Card padded={false}>
        <TableNavigation>
          <DataTableToolbar search={<TableSearch value={query.q} label="Search people" />} filters={filters(query)} />
          <DataTable
            model={model}
            caption="People"
            empty={<NoMatch title="No people match" clear={{ q: null, role: null, state: null }} />}
          />
          <DataTablePagination {...list} shown={list.rows.length} label="people" />
        </TableNavigation>
      </Card>
      <NewPersonDialog open={creating} onOpenChange={setCreating} />
      <ResetPasswordDialog person={personFor("password")} onClose={close} />
      <DisableDialog person={personFor("disable")} onClose={close} />
      <AdminDialog person={personFor("admin")} onClose={close} />
    </div>
  );
}

function filters({ role, state }: ListUsersInput) {
  return (
    <>
      <TableFilter param="role" label="Role" value={role} items={ROLES} />
      <TableFilter param="state" label="Status" value={state} items={STATES} />
    </>
  );
}
