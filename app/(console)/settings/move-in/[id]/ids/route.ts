import { notFound } from "next/navigation";
import { exportIds } from "@/lib/imports/queries";
import { pageActor } from "@/lib/server/actor";

/** The old and new ids of an import's robots, as CSV. For system admins. */
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  const actor = await pageActor("/settings/move-in");
  if (!actor.isAdmin || !/^[1-9]\d{0,8}$/.test(id)) notFound();
  const pieces = exportIds(actor, Number(id));
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  return new Response(stream, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8; header=present",
      "Content-Disposition": `attachment; filename="robot-ids-${id}.csv"`,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    },
  });
}
