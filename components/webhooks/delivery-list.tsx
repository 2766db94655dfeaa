"use client";
import { DataTablePagination } from "@/components/data-table/data-table-pagination";
import { TableFilter } from "@/components/data-table/table-filter";
import { TableLink, TableNavigation } from "@/components/data-table/table-navigation";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { Time } from "@/components/ui/time";
import type { Page } from "@/lib/pagination";
import type { DeliveryDto, DeliveryDetail as Detail } from "@/lib/webhooks/queries";
import type { DeliveryState } from "@/lib/webhooks/schema";
import { DeliveryDetail } from "./delivery-detail";
import { RefreshWhile } from "./refresh-while";
import { SendFailed } from "./send-failed";
import type { WebhookActions } from "./webhook-actions";
import { DeliveryStateBadge } from "./webhook-state";

const STATES = [
  { value: "pending", label: "Pending" },
  { value: "sent", label: "Delivered" },
  { value: "failed", label: "Failed" },
] as const;

const SOON_MS = 20_000;

type DeliveryListProps = {
  webhook: number;
  list: Page<DeliveryDto>;
  state: DeliveryState | null;
  /** The opened delivery. */
  open: Detail | null;
  actions: WebhookActions;
};

export function DeliveryList({ webhook, list, state, open, actions }: DeliveryListProps) {
  return (
    <Card
      title="Deliveries"
      description="From the last 30 days, newest first. At most 1,000 are kept."
      aria-label="Deliveries"
      actions={<SendFailed webhook={webhook} send={actions.sendFailed} />}
      padded={false}
    >
      <TableNavigation>
        <div className="border-line border-b px-4 py-2.5">
          <TableFilter param="state" label="Status" value={state} items={STATES} />
        </div>
        {list.rows.length === 0 ? (
          <Empty title={state ? "No deliveries match" : "No deliveries yet"}>
            {state ? "Choose another status." : "Send a test to see what the receiver gets and how it answers."}
          </Empty>
        ) : (
          <ul className="divide-y divide-line">
            {list.rows.map((row) => (
              <Row key={row.id} row={row} open={open?.id === row.id ? open : null} actions={actions} />
            ))}
          </ul>
        )}
        <DataTablePagination {...list} shown={list.rows.length} label="deliveries" />
      </TableNavigation>
      <RefreshWhile active={list.rows.some(isUnderWay)} />
    </Card>
  );
}

const isUnderWay = ({ state, nextAt }: DeliveryDto) =>
  state === "pending" && nextAt !== null && Date.parse(nextAt) - Date.now() < SOON_MS;

type RowProps = { row: DeliveryDto; open: Detail | null; actions: WebhookActions };

function Row({ row, open, actions }: RowProps) {
  const { id, eventType, state, attempts, nextAt, lastStatus, lastError, createdAt } = row;
  const tries = attempts === 1 ? "1 attempt" : `${attempts} attempts`;
  return (
    <li>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
        <span className="w-22 shrink-0">
          <DeliveryStateBadge state={state} />
        </span>
        <TableLink
          patch={{ open: open ? null : String(id) }}
          aria-expanded={open !== null}
          className="min-w-44 flex-1 rounded-sm font-code font-medium text-sm hover:underline"
        >
          {eventType}
        </TableLink>
        <span className="text-muted text-sm">
          {lastStatus ? `${lastStatus} · ` : null}
          {tries}
          {nextAt ? (
            <>
              , next <Time value={nextAt} />
            </>
          ) : null}
        </span>
        <span className="text-muted text-sm">
          <Time value={createdAt} />
        </span>
        {lastError && state !== "sent" ? <p className="w-full text-muted text-sm">{lastError}</p> : null}
      </div>
      {open ? <DeliveryDetail delivery={open} sendAgain={actions.sendAgain} /> : null}
    </li>
  );
}
