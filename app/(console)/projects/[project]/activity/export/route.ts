import type { NextRequest } from "next/server";
import { csvResponse } from "@/app/(console)/activity/csv-response";
import { readActivityQuery } from "@/app/(console)/activity/search-params";
import { pageActor } from "@/lib/server/actor";

type Context = { params: Promise<{ project: string }> };

/** Accepts the same filters as the page. */
export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  const { project } = await params;
  const actor = await pageActor(`/projects/${project}/activity`);
  return csvResponse(actor, project, readActivityQuery(request.nextUrl.searchParams));
}
