"use client";
import SearchX from "lucide-react/icons/search-x";
import { TableLink } from "@/components/data-table/table-navigation";
import type { Patch } from "@/components/data-table/table-url";
import { buttonStyle } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";

type NoMatchProps = {
  /** Such as "No robot accounts match". */
  title: string;
  /** Every parameter that narrows the list, such as `{ q: null, status: null }`. */
  clear: Patch;
};

export function NoMatch({ title, clear }: NoMatchProps) {
  return (
    <Empty
      icon={<SearchX />}
      title={title}
      action={
        <TableLink patch={clear} className={buttonStyle()}>
          Clear search and filters
        </TableLink>
      }
    >
      No matches. Try a different search or clear the filters.
    </Empty>
  );
}
