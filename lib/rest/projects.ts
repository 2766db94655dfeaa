import { z } from "zod";
import { NAME_PATTERN } from "@/lib/access/robot-name";
import { findAuditRows } from "@/lib/activity/pages";
import { AppError } from "../errors";
import { changeProjectMetadata } from "../projects/change-metadata";
import { findProjects, type ProjectRecord, readProject } from "../projects/lookup";
import { METADATA_KEYS, type ProjectMetadata, readMetadata } from "../projects/metadata";
import { createProject, deleteProject } from "../projects/service";
import { auditPage, auditQuerySchema, auditReply, auditRequest } from "./activity";
import { operation } from "./operation";
import { pageHeaders, pagingShape } from "./paging";
import { BY_NAME, noProject, projectParams, projectRef } from "./project-ref";
import { decodeAgain } from "./query-grammar";

const TAG = "Projects";
const NAME = "project name is not in lower case or contains illegal characters";
/** An object with every known metadata key. */
function keyed<S>(make: () => S) {
  return Object.fromEntries(METADATA_KEYS.map((key) => [key, make()])) as Record<(typeof METADATA_KEYS)[number], S>;
}

const projectShown = z
  .object({
    project_id: z.int(),
    name: z.string(),
    owner_name: z.string(),
    creation_time: z.iso.datetime({ precision: 3 }),
    update_time: z.iso.datetime({ precision: 3 }),
    metadata: z.object({ public: z.literal("false"), ...keyed(() => z.string().optional()) }),
  })
  .meta({ id: "Project" });

const VALUE = "a metadata value is a string of at most 100 characters";
const value = z.union([z.string().max(100), z.boolean(), z.number()], VALUE).nullish();

/** Known metadata is stored as strings; the rest is ignored. */
const metadata = z
  .object({ public: value, ...keyed(() => value) }, "metadata must be an object")
  .nullish()
  .refine((given) => !/^true$/i.test(String(given?.public)), "public projects aren't supported")
  .transform((given): ProjectMetadata => {
    const pairs = METADATA_KEYS.map((key) => [key, given?.[key]] as const);
    const known = pairs.flatMap(([key, found]) => (found === null || found === undefined ? [] : [[key, `${found}`]]));
    return Object.fromEntries(known);
  })
  .meta({ description: "Stored and returned, with no effect. `public` can only be false." });

const projectCreateSchema = z
  .object(
    {
      project_name: z
        .string(NAME)
        .regex(NAME_PATTERN, NAME)
        .max(128, "project name is longer than 128 characters")
        .meta({ description: "Can’t be changed later." }),
      metadata,
    },
    "the body must be an object",
  )
  .meta({ id: "ProjectCreate" });

const projectUpdateSchema = z
  .object(
    {
      project_name: z.string(NAME).nullish().meta({ description: "Unchanged, or omitted." }),
      metadata,
    },
    "the body must be an object",
  )
  .meta({ id: "ProjectUpdate" });

const show = (project: ProjectRecord): z.output<typeof projectShown> => ({
  project_id: project.id,
  name: project.name,
  owner_name: project.ownerName,
  creation_time: project.createdAt.toISOString(),
  update_time: project.updatedAt.toISOString(),
  metadata: { public: "false", ...readMetadata(project.metadata) },
});

const list = operation({
  ...{ id: "listProjects", tag: TAG, method: "GET", path: "/projects", access: "callers" },
  summary: "List the projects you can see",
  query: z.object({
    ...pagingShape,
    name: z.string().optional().meta({ description: "Part of the name." }),
  }),
  replies: {
    200: { description: "One page of projects.", schema: z.array(projectShown), headers: ["X-Total-Count", "Link"] },
  },
  run: async ({ caller, query }) => {
    const { page, page_size: size } = query;
    const { rows, total } = await findProjects(caller, { name: decodeAgain(query.name ?? ""), page, size });
    return { status: 200, body: rows.map(show), headers: pageHeaders("/projects", query, query, total) };
  },
});

const exists = operation({
  ...{ id: "headProject", tag: TAG, method: "HEAD", path: "/projects", access: "callers" },
  summary: "Check whether a project exists",
  query: z.object({ project_name: z.string("project_name is required").meta({ description: "The full name." }) }),
  replies: { 200: { description: "It exists." } },
  refusals: [403, 404],
  run: async ({ caller, query }) => {
    await readProject(caller, { name: decodeAgain(query.project_name) });
    return { status: 200 };
  },
});

const create = operation({
  ...{ id: "createProject", tag: TAG, method: "POST", path: "/projects", access: "callers" },
  summary: "Create a project",
  body: projectCreateSchema,
  replies: { 201: { description: "Created.", headers: ["Location"] } },
  refusals: [409],
  run: async ({ caller, body }) => {
    const { id } = await createProject(caller, { name: body.project_name, metadata: body.metadata });
    return { status: 201, headers: { Location: `/api/v2.0/projects/${id}` } };
  },
});

const read = operation({
  ...{ id: "getProject", tag: TAG, method: "GET", path: "/projects/{name_or_id}", access: "callers" },
  summary: "Read a project",
  params: projectParams,
  headers: BY_NAME,
  replies: { 200: { description: "The project.", schema: projectShown } },
  refusals: [403, 404],
  hidden: noProject,
  run: async ({ caller, params, headers }) => {
    const project = await readProject(caller, projectRef(params.name_or_id, headers));
    return { status: 200, body: show(project) };
  },
});

const update = operation({
  ...{ id: "updateProject", tag: TAG, method: "PUT", path: "/projects/{name_or_id}", access: "people" },
  attempt: "project.update",
  summary: "Set a project’s metadata",
  description: "Replaces the keys that you send and keeps the others. Metadata has no effect.",
  params: projectParams,
  headers: BY_NAME,
  body: projectUpdateSchema,
  replies: { 200: { description: "Saved." } },
  refusals: [404],
  hidden: noProject,
  run: async ({ caller, params, headers, body }) => {
    const { id, name } = await readProject(caller, projectRef(params.name_or_id, headers));
    if (body.project_name && body.project_name !== name)
      throw new AppError("BAD_REQUEST", "a project's name can't be changed");
    await changeProjectMetadata(caller, { id }, body.metadata);
    return { status: 200 };
  },
});

const remove = operation({
  ...{ id: "deleteProject", tag: TAG, method: "DELETE", path: "/projects/{name_or_id}", access: "people" },
  attempt: "project.delete",
  summary: "Delete a project with its robot accounts",
  params: projectParams,
  headers: BY_NAME,
  replies: { 200: { description: "Deleted." } },
  refusals: [404],
  hidden: noProject,
  run: async ({ caller, params, headers }) => {
    const { name } = await readProject(caller, projectRef(params.name_or_id, headers));
    await deleteProject(caller, { name, confirm: name });
    return { status: 200 };
  },
});

const logs = operation({
  ...{ id: "listProjectLogs", tag: "Activity", method: "GET", path: "/projects/{name_or_id}/logs", access: "callers" },
  summary: "Read a project’s activity",
  params: projectParams,
  headers: BY_NAME,
  query: auditQuerySchema,
  replies: { 200: auditReply },
  refusals: [400, 403, 404],
  hidden: noProject,
  run: async ({ caller, params, query, headers }) => {
    const found = await findAuditRows(caller, projectRef(params.name_or_id, headers), auditRequest(query));
    return auditPage(`/projects/${encodeURIComponent(params.name_or_id)}/logs`, query, found);
  },
});

export const projectOperations = [list, exists, create, read, update, remove, logs];
