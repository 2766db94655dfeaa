import type { NextRequest } from "next/server";
import { searchConsole } from "@/lib/search/queries";
import { searchSchema } from "@/lib/search/schema";
import { parseInput } from "@/lib/server/action";
import { jsonResponse } from "../json-response";

export async function GET(request: NextRequest): Promise<Response> {
  const q = request.nextUrl.searchParams.get("q");
  return jsonResponse((actor) => searchConsole(actor, parseInput(searchSchema, { q })));
}
