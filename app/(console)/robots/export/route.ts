import type { NextRequest } from "next/server";
import { toAppError } from "@/lib/db/errors";
import { exportRobots } from "@/lib/overview/export";
import { pageActor } from "@/lib/server/actor";
import { streamOf } from "../../stream-of";
import { readAllQuery } from "../search-params";

const TYPES = { csv: "text/csv; charset=utf-8; header=present", json: "application/json; charset=utf-8" };

/** Every robot that the page lists with the same filters. `format=json` for JSON. */
export async function GET(request: NextRequest): Promise<Response> {
  const actor = await pageActor("/robots");
  const { searchParams } = request.nextUrl;
  const format = searchParams.get("format") === "json" ? "json" : "csv";
  const day = new Date().toISOString().slice(0, 10);
  try {
    const pieces = await exportRobots(actor, readAllQuery(searchParams), format);
    return new Response(streamOf(pieces, actor), {
      headers: {
        "Content-Type": TYPES[format],
        "Content-Disposition": `attachment; filename="robots-${day}.${format}"`,
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
      },
    });
  } catch (error) {
    throw toAppError(error) ?? error;
  }
}
