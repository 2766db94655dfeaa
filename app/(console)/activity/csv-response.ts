import { notFound } from "next/navigation";
import type { Actor } from "@/lib/access/caller";
import { exportAudit } from "@/lib/activity/export";
import type { AuditFilter } from "@/lib/audit/schema";
import { toAppError } from "@/lib/db/errors";
import { streamOf } from "../stream-of";

/**
 * Streams the log of a project, or of the whole instance if null, to anyone who may see the page.
 * @throws AppError UNAVAILABLE when the database isn’t responding before the first byte
 */
export async function csvResponse(actor: Actor, project: string | null, filter: AuditFilter): Promise<Response> {
  const records = await openExport(actor, project, filter);
  const day = new Date().toISOString().slice(0, 10);
  return new Response(streamOf(records, actor), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8; header=present",
      "Content-Disposition": `attachment; filename="${["activity", project, day].filter(Boolean).join("-")}.csv"`,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
}

async function openExport(actor: Actor, project: string | null, filter: AuditFilter) {
  try {
    return await exportAudit(actor, project, filter);
  } catch (error) {
    const known = toAppError(error);
    if (known?.code === "NOT_FOUND") notFound();
    throw known ?? error;
  }
}
