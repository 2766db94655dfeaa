import type { NextRequest } from "next/server";
import { z } from "zod";
import { projectNameSchema } from "@/lib/projects/schema";
import { isRobotNameTaken } from "@/lib/robots/queries";
import { robotNameSchema } from "@/lib/robots/schema";
import { parseInput } from "@/lib/server/action";
import { jsonResponse } from "../../json-response";

const schema = z.object({ project: projectNameSchema.nullable(), name: robotNameSchema });

/** Checks one project's robots or, without a project, system robots. Creation checks again. */
export async function GET(request: NextRequest): Promise<Response> {
  const { searchParams } = request.nextUrl;
  const input = { project: searchParams.get("project"), name: searchParams.get("name") };
  return jsonResponse((actor) => {
    const { project, name } = parseInput(schema, input);
    return isRobotNameTaken(actor, project, name);
  });
}
