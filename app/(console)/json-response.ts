import type { Actor } from "@/lib/access/caller";
import { ERROR_TABLE } from "@/lib/errors";
import { type ActionResult, answer } from "@/lib/server/action";
import { requireActor } from "@/lib/server/actor";

/**
 * Answers searches while someone types, as a plain GET: server actions run one after another and can't be aborted. The
 * body has the shape of a server action's result.
 */
export async function jsonResponse<Data>(verb: (actor: Actor) => Promise<Data>): Promise<Response> {
  const result: ActionResult<Data> = await answer(async () => verb(await requireActor()));
  return Response.json(result, {
    status: result.ok ? 200 : ERROR_TABLE[result.code].status,
    headers: { "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff" },
  });
}
