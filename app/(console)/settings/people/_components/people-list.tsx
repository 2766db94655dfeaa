"use client";
import UserPlus from "lucide-react/icons/user-plus";
import { useMemo, useState } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { TableNavigation } from "@/components/data-table/table-navigation";
import { useDataTable } from "@/components/data-table/use-data-table";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { useShortcut } from "@/components/ui/keyboard-shortcuts";
import type { UserDto } from "@/lib/users/queries";
import { AdminDialog } from "./admin-dialog";
import { DisableDialog } from "./disable-dialog";
import { NewPersonDialog } from "./new-person-dialog";
import { type PersonRequest, peopleColumns } from "./people-columns";
import { PeopleHeader } from "./people-header";
import { ResetPasswordDialog } from "./reset-password-dialog";

const rowId = (person: UserDto) => String(person.id);
const rowName = (person: UserDto) => person.username;

/** The people page: who can sign in, and what can be done about it. */
export function PeopleList({ people }: { people: UserDto[] }) {
  const [creating, setCreating] = useState(false);
  const [request, setRequest] = useState<PersonRequest | null>(null);
  useShortcut("n", "New person", () => setCreating(true));
  const columns = useMemo(() => peopleColumns(setRequest), []);
  const model = useDataTable({ columns, rows: people, rowId, rowName });
  const asked = (kind: PersonRequest["kind"]) => (request?.kind === kind ? request.person : null);
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
          <DataTable model={model} caption="People" empty={null} />
        </TableNavigation>
      </Card>
      <NewPersonDialog open={creating} onOpenChange={setCreating} />
      <ResetPasswordDialog person={asked("password")} onClose={close} />
      <DisableDialog person={asked("disable")} onClose={close} />
      <AdminDialog person={asked("admin")} onClose={close} />
    </div>
  );
}
