import type { NextRequest } from "next/server";
import { suggestNames } from "@/lib/activity/names";
import { suggestNamesSchema } from "@/lib/activity/names-schema";
import { parseInput } from "@/lib/server/action";
import { jsonResponse } from "../../json-response";

/** Suggests names for a filter of a project's log or, without a project, of the instance's. */
export async function GET(request: NextRequest): Promise<Response> {
  const { searchParams } = request.nextUrl;
  const input = { project: searchParams.get("project"), by: searchParams.get("by"), q: searchParams.get("q") };
  return jsonResponse((actor) => suggestNames(actor, parseInput(suggestNamesSchema, input)));
}
