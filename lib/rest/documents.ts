import { z } from "zod";
import { exportDocuments } from "../documents/queries";
import { applySchema, documentSchema } from "../documents/schema";
import { type AppliedChange, applyDocuments } from "../documents/service";
import { AppError } from "../errors";
import { operation } from "./operation";

const TAG = "Robot accounts as files";
const value = z.union([z.string(), z.boolean(), z.array(z.string())]).nullable();

const changeShown = z
  .object({
    action: z.enum(["create", "update", "delete", "none"]),
    id: z.int().nullable().meta({ description: "Null for one that a dry run would create." }),
    name: z.string().meta({ description: "The login name." }),
    project: z.string().nullable().meta({ description: "Null for a system robot account." }),
    fields: z
      .record(z.string(), z.object({ from: value, to: value }))
      .meta({ description: "Each field that changes, with its old and new value." }),
    secret: z
      .string()
      .optional()
      .meta({ description: "Only for a robot account that was just created. It’s never returned again." }),
  })
  .meta({ id: "RobotFileChange" });

const appliedShown = z.object({ dryRun: z.boolean(), changes: z.array(changeShown) }).meta({ id: "Applied" });

const show = ({ secret, ...change }: AppliedChange): z.output<typeof changeShown> => ({
  ...change,
  fields: change.fields as z.output<typeof changeShown>["fields"],
  ...(secret !== null && { secret }),
});

const apply = operation({
  ...{ id: "apply", tag: TAG, method: "POST", path: "/apply", access: "people", attempt: "robot.update" },
  pathInErrors: true,
  summary: "Make robot accounts match files",
  description:
    "Everything is applied in one transaction, or nothing. Fields that a file omits from an existing robot account stay unchanged. Applying the same files again changes nothing. `owner` marks the robot accounts as managed; those of another owner are refused with 409. `prune` deletes the owner’s other robot accounts in the projects that the files name.",
  body: applySchema,
  replies: { 200: { description: "What changed, or would change with `dryRun`.", schema: appliedShown } },
  refusals: [404, 409, 422],
  hidden: ({ caller, body, error }) =>
    !caller.isAdmin && body.documents.some(({ level }) => level === "system")
      ? new AppError("FORBIDDEN", "only system admins can apply files of system robot accounts")
      : new AppError("NOT_FOUND", error.message),
  run: async ({ caller, body }) => {
    const changes = await applyDocuments(caller, body);
    return { status: 200, body: { dryRun: body.dryRun, changes: changes.map(show) } };
  },
});

/** Loose, because the JSON Schema of files says the rest. */
const fileShown = z.looseObject({ apiVersion: z.string(), robots: z.array(z.looseObject({ name: z.string() })) });

const exported = operation({
  ...{ id: "exportRobots", tag: TAG, method: "GET", path: "/export", access: "callers" },
  summary: "Export robot accounts as files",
  description: "Applying them changes nothing. Without `project`, exports the system robot accounts.",
  query: z.object({ project: z.string().max(255).optional().meta({ description: "The project’s name." }) }),
  replies: {
    200: {
      description: "The files.",
      schema: z.object({ documents: z.array(fileShown) }).meta({ id: "Exported" }),
    },
  },
  refusals: [403, 404],
  hidden: ({ query, error }) =>
    query.project === undefined
      ? new AppError("FORBIDDEN", "only system admins can export system robot accounts")
      : error,
  run: async ({ caller, query }) => ({
    status: 200,
    body: { documents: await exportDocuments(caller, query.project ?? null) },
  }),
});

/** The schema of a file, for editors: `# yaml-language-server: $schema=…`. */
const schema = operation({
  ...{ id: "getRobotFileSchema", tag: TAG, method: "GET", path: "/schemas/robots.json", access: "anyone" },
  summary: "Read the JSON Schema of a file",
  replies: { 200: { description: "JSON Schema 2020-12.", schema: z.looseObject({ $schema: z.string() }) } },
  run: async () => ({
    status: 200,
    body: z.toJSONSchema(documentSchema, { io: "input", unrepresentable: "any", reused: "inline" }),
  }),
});

export const documentOperations = [apply, exported, schema];
