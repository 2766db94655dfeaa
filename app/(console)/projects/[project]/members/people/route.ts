import type { NextRequest } from "next/server";
import { jsonResponse } from "@/app/(console)/json-response";
import { findPeopleToAdd } from "@/lib/members/queries";
import { findPeopleSchema } from "@/lib/members/schema";
import { parseInput } from "@/lib/server/action";

type Context = { params: Promise<{ project: string }> };

/** Suggests people to add as members. */
export async function GET(request: NextRequest, { params }: Context): Promise<Response> {
  const { project } = await params;
  const q = request.nextUrl.searchParams.get("q");
  return jsonResponse((actor) => findPeopleToAdd(actor, parseInput(findPeopleSchema, { project, q })));
}
