import { z } from "zod";
import { type AuditRecord, findAuditRows } from "@/lib/activity/pages";
import { parseInstant } from "../audit/schema";
import { AppError } from "../errors";
import { operation, type ReplyInfo } from "./operation";
import { pageHeaders, pagingShape } from "./paging";
import { bad, parseQuery, parseSort } from "./query-grammar";
import type { Reply } from "./reply";

export const auditQuerySchema = z.object({
  ...pagingShape,
  q: z.string().optional().meta({ description: "Conditions: `username=…`, `op_time=[min~max]`." }),
  sort: z.string().optional().meta({ description: "`op_time` or `-op_time`, the default: newest first." }),
});
type AuditQuery = z.output<typeof auditQuerySchema>;

const auditShown = z
  .object({
    id: z.int(),
    username: z.string().meta({ description: "Who did it: a username or a robot’s login name." }),
    resource: z.string().meta({ description: "What it was done to, by its name at the time." }),
    resource_type: z.string(),
    operation: z.string(),
    operation_result: z.boolean().meta({ description: "`false` if it was refused or failed." }),
    op_time: z.iso.datetime({ precision: 3 }),
  })
  .meta({ id: "AuditLog" });

export const auditReply: ReplyInfo = {
  description: "One page of activity.",
  schema: z.array(auditShown),
  headers: ["X-Total-Count", "Link"],
};

function show(row: AuditRecord): z.output<typeof auditShown> {
  const [type = "", ...verb] = row.action.split(".");
  return {
    id: row.id,
    username: row.actorName,
    resource: row.robotName ?? row.targetName ?? row.projectName ?? "",
    resource_type: type,
    operation: verb.join("."),
    operation_result: row.result === "success",
    op_time: row.at.toISOString(),
  };
}

/**
 * @throws AppError BAD_REQUEST for an unsupported condition or order
 */
export function auditRequest({ q = "", sort = "", page, page_size: size }: AuditQuery) {
  const request = { actor: "", from: null as Date | null, to: null as Date | null };
  for (const term of parseQuery(q)) {
    if (term.key === "username" && term.kind === "exact")
      request.actor = term.value.replaceAll("\0", "").toWellFormed();
    else if (term.key === "optime" && term.kind === "range") {
      request.from = instant(term.min);
      // `max` is inclusive, to the millisecond; `to` is exclusive.
      const to = instant(term.max);
      request.to = to && new Date(Number(to) + 1);
    } else throw bad("activity can be filtered by username=… and op_time=[min~max]");
  }
  const [order, ...more] = parseSort(sort);
  if (more.length > 0 || (order && order.key !== "optime")) throw bad("activity can be sorted by op_time only");
  return { ...request, dir: order?.dir ?? ("desc" as const), page, size };
}

function instant(text: string | null): Date | null {
  if (text === null) return null;
  const time = parseInstant(text.replace(" ", "T"));
  if (!time) throw bad("op_time must be a time such as 2026-08-21T10:00:00Z");
  return time;
}

export function auditPage(path: string, query: AuditQuery, found: { rows: AuditRecord[]; total: number }): Reply {
  return { status: 200, body: found.rows.map(show), headers: pageHeaders(path, query, query, found.total) };
}

const list = operation({
  ...{ id: "listAuditLogs", tag: "Activity", method: "GET", path: "/audit-logs", access: "callers" },
  summary: "Read the activity of the whole instance",
  query: auditQuerySchema,
  replies: { 200: auditReply },
  refusals: [400, 403],
  hidden: () => new AppError("FORBIDDEN", "only system admins can read the activity of the instance"),
  run: async ({ caller, query }) =>
    auditPage("/audit-logs", query, await findAuditRows(caller, null, auditRequest(query))),
});

export const activityOperations = [list];
