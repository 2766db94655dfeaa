import type { NextRequest } from "next/server";
import { parseInput } from "@/lib/action";
import { searchConsole } from "@/lib/search/queries";
import { searchSchema } from "@/lib/search/schema";
import { jsonAnswer } from "../json-answer";

/** What the command palette asks while somebody types. */
export async function GET(request: NextRequest): Promise<Response> {
  const q = request.nextUrl.searchParams.get("q");
  return jsonAnswer((actor) => searchConsole(actor, parseInput(searchSchema, { q })));
}
