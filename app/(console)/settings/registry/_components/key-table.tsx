"use client";
import { DataTable } from "@/components/data-table/data-table";
import { TableNavigation } from "@/components/data-table/table-navigation";
import { useDataTable } from "@/components/data-table/use-data-table";
import type { SigningKeyDto } from "@/lib/registry/key-list";
import { KEY_COLUMNS } from "./key-columns";

const kidOf = ({ kid }: SigningKeyDto) => kid;

/** The key in use comes first. */
export function KeyTable({ keys }: { keys: SigningKeyDto[] }) {
  const model = useDataTable({ columns: KEY_COLUMNS, rows: keys, rowId: kidOf, rowName: kidOf });
  return (
    <TableNavigation>
      <DataTable model={model} caption="Signing keys" empty={null} />
    </TableNavigation>
  );
}
