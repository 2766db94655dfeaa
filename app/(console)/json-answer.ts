import type { Actor } from "@/lib/access/caller";
import { ERROR_TABLE } from "@/lib/errors";
import { type ActionResult, answer } from "@/lib/server/action";
import { requireActor } from "@/lib/server/actor";

/**
 * What the console's own pages ask while somebody types, as a plain GET: unlike server actions, which wait for one
 * another, it can be given up for the next one. The body is what a server action would answer.
 */
export async function jsonAnswer<Data>(verb: (actor: Actor) => Promise<Data>): Promise<Response> {
  const result: ActionResult<Data> = await answer(async () => verb(await requireActor()));
  return Response.json(result, {
    status: result.ok ? 200 : ERROR_TABLE[result.code].status,
    headers: { "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff" },
  });
}
