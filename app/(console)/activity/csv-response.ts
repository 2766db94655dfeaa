import { notFound } from "next/navigation";
import { exportAudit } from "@/lib/audit/export";
import type { AuditFilter } from "@/lib/audit/schema";
import type { Actor } from "@/lib/auth/context";
import { AppError } from "@/lib/errors";

/** A project's or, with null, the instance's log as a download: written as it is read, for those who may see the page. */
export async function csvResponse(actor: Actor, project: string | null, filter: AuditFilter): Promise<Response> {
  const records = await openExport(actor, project, filter);
  const day = new Date().toISOString().slice(0, 10);
  return new Response(streamOf(records), {
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
    if (error instanceof AppError && error.code === "NOT_FOUND") notFound();
    throw error;
  }
}

/** The next piece is made when the reader wants it; a reader that goes away ends the generator. */
function streamOf(pieces: AsyncGenerator<string, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return();
    },
  });
}
