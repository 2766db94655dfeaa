import type { NextRequest } from "next/server";
import { pageActor } from "@/lib/server/actor";
import { csvResponse } from "../csv-response";
import { readActivityQuery } from "../search-params";

/** Accepts the same filters as the page. */
export async function GET(request: NextRequest): Promise<Response> {
  const actor = await pageActor("/activity");
  return csvResponse(actor, null, readActivityQuery(request.nextUrl.searchParams));
}
