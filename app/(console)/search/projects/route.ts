import type { NextRequest } from "next/server";
import { searchProjectNames } from "@/lib/projects/queries";
import { searchProjectsSchema } from "@/lib/projects/schema";
import { parseInput } from "@/lib/server/action";
import { jsonResponse } from "../../json-response";

export async function GET(request: NextRequest): Promise<Response> {
  const { searchParams } = request.nextUrl;
  const input = { q: searchParams.get("q") ?? "", page: Number(searchParams.get("page") ?? 1) };
  return jsonResponse((actor) => searchProjectNames(actor, parseInput(searchProjectsSchema, input)));
}
