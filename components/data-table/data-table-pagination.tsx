"use client";
import ChevronLeft from "lucide-react/icons/chevron-left";
import ChevronRight from "lucide-react/icons/chevron-right";
import type { ReactNode } from "react";
import { TableChoice } from "@/components/data-table/table-choice";
import { TableLink, useTableNavigation } from "@/components/data-table/table-navigation";
import { adjacentPages, type Patch, rangeText } from "@/components/data-table/table-url";
import { buttonStyle } from "@/components/ui/button";

const SIZES = ["15", "25", "50", "100"] as const;

type DataTablePaginationProps = {
  page: number;
  size: number;
  shown: number;
  total: number;
  /** The count reached its limit. */
  capped: boolean;
  /** Names the navigation: "Robot accounts". */
  label: string;
};

export function DataTablePagination({ label, ...range }: DataTablePaginationProps) {
  const { go } = useTableNavigation();
  const { previous, next } = adjacentPages(range);
  return (
    <PagingBar
      label={label}
      status={rangeText(range)}
      previous={previous === null ? null : { page: previous }}
      next={next === null ? null : { page: next }}
      size={
        <TableChoice
          label="Rows per page"
          prefix="Rows:"
          size="sm"
          items={SIZES.map((value) => ({ value, label: value }))}
          value={SIZES.find((value) => value === String(range.size)) ?? SIZES[0]}
          onValueChange={(value) => go({ size: value })}
        />
      }
    />
  );
}

type PagingBarProps = {
  /** Names the navigation. */
  label: string;
  /** Announced when it changes. */
  status: ReactNode;
  /** Null if there is no such page. With cursors: `{ before: "…" }`, `{ after: "…" }`. */
  previous: Patch | null;
  next: Patch | null;
  previousLabel?: string;
  nextLabel?: string;
  size?: ReactNode;
};

/** The bar alone, for lists paged by cursor. */
export function PagingBar(props: PagingBarProps) {
  const { label, status, previous, next, previousLabel = "Previous", nextLabel = "Next", size } = props;
  return (
    <nav
      aria-label={`Pages of ${label}`}
      className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-line border-t px-4 py-2.5"
    >
      <span role="status" className="text-muted text-sm">
        {status}
      </span>
      <div className="flex flex-wrap items-center gap-2">
        {size}
        <PageLink patch={previous} rel="prev">
          <ChevronLeft aria-hidden="true" />
          {previousLabel}
        </PageLink>
        <PageLink patch={next} rel="next">
          {nextLabel}
          <ChevronRight aria-hidden="true" />
        </PageLink>
      </div>
    </nav>
  );
}

function PageLink({ patch, rel, children }: { patch: Patch | null; rel: "prev" | "next"; children: ReactNode }) {
  const className = buttonStyle({ size: "sm" });
  if (patch) {
    return (
      <TableLink patch={patch} rel={rel} className={className}>
        {children}
      </TableLink>
    );
  }
  const absent = { role: "link", "aria-disabled": true } as const;
  return (
    <span {...absent} className={className}>
      {children}
    </span>
  );
}
