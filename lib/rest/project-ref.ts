import { z } from "zod";
import { AppError } from "../errors";

/** The header that clients send with a project's name. */
export const BY_NAME = { "X-Is-Resource-Name": "`true`: what the path has is a name even if it is a number." };

export const projectParams = z.object({
  name_or_id: z.string().max(255, "no name is that long").meta({ description: "The project’s number, or its name." }),
});

/** How a project that is not there, or that the caller may not see, is told of. */
export const noProject = ({ params }: { params: { name_or_id: string } }) =>
  new AppError("NOT_FOUND", `project ${params.name_or_id.toWellFormed().slice(0, 128)} not found`);

/** A number is a project's id unless the header says otherwise: a project may be called by a number. */
export function projectRef(nameOrId: string, headers: Headers): { id: number } | { name: string } {
  const isName = headers.get("x-is-resource-name")?.toLowerCase() === "true";
  if (isName || !/^\d+$/.test(nameOrId)) return { name: nameOrId };
  const id = Number(nameOrId);
  return { id: id <= 2_147_483_647 ? id : 0 };
}
