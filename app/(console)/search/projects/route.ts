import type { NextRequest } from "next/server";
import { searchProjectNames } from "@/lib/projects/queries";
import { searchProjectsSchema } from "@/lib/projects/schema";
import { parseInput } from "@/lib/server/action";
import { jsonAnswer } from "../../json-answer";

export async function GET(request: NextRequest): Promise<Response> {
  const { searchParams } = request.nextUrl;
  const asked = { q: searchParams.get("q") ?? "", page: Number(searchParams.get("page") ?? 1) };
  return jsonAnswer((actor) => searchProjectNames(actor, parseInput(searchProjectsSchema, asked)));
}
