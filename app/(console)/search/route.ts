import type { NextRequest } from "next/server";
import { searchConsole } from "@/lib/search/queries";
import { searchSchema } from "@/lib/search/schema";
import { parseInput } from "@/lib/server/action";
import { jsonResponse } from "../json-response";

export async function GET(request: NextRequest): Promise<Response> {
  const { searchParams } = request.nextUrl;
  const input = { q: searchParams.get("q"), all: searchParams.get("all") };
  return jsonResponse((actor) => searchConsole(actor, parseInput(searchSchema, input)));
}
