import { z } from "zod";
import { AppError } from "../errors";

export const BY_NAME = {
  "X-Is-Resource-Name": "`true`: treat the value in the path as a name, even if it’s a number.",
};

export const projectParams = z.object({
  name_or_id: z
    .string()
    .max(255, "name_or_id must be at most 255 characters")
    .meta({ description: "The project’s id or name." }),
});

/** For a project that doesn't exist or that the caller may not see. */
export const noProject = ({ params }: { params: { name_or_id: string } }) =>
  new AppError("NOT_FOUND", `project ${params.name_or_id.toWellFormed().slice(0, 128)} not found`);

/** A number is an id unless the header says otherwise: a project's name can be a number. */
export function projectRef(nameOrId: string, headers: Headers): { id: number } | { name: string } {
  const isName = headers.get("x-is-resource-name")?.toLowerCase() === "true";
  if (isName || !/^\d+$/.test(nameOrId)) return { name: nameOrId };
  const id = Number(nameOrId);
  return { id: id <= 2_147_483_647 ? id : 0 };
}
