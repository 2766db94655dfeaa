import { z } from "zod";
import type { Actor } from "@/lib/access/caller";
import { findUser } from "@/lib/people/queries";
import { AppError } from "../errors";
import { findMembers, type MemberRecord, readMember } from "../members/lookup";
import { addMember, changeMemberRole, removeMember } from "../members/service";
import { readProject } from "../projects/lookup";
import { operation } from "./operation";
import { integerText, pageHeaders, pagingShape } from "./paging";
import { BY_NAME, noProject, projectParams, projectRef } from "./project-ref";
import { decodeAgain } from "./query-grammar";

const TAG = "Members";
const PATH = "/projects/{name_or_id}/members";
const ONE = `${PATH}/{mid}`;
const MAX_ID = 2_147_483_647;

/** Harbor's roles by number. Here everyone but a project admin is a viewer. */
const ROLE_NAMES = ["", "projectAdmin", "developer", "guest", "maintainer", "limitedGuest"] as const;
const PROJECT_ADMIN = 1;
const GUEST = 3;

const ROLE = "role_id must be 1 (project admin) or 2 to 5 (viewer)";
const roleId = z.int(ROLE).min(PROJECT_ADMIN, ROLE).max(5, ROLE).meta({
  description: "1: project admin. 2, 3, 4 and 5: viewer. The number is stored and returned, with no other effect.",
});
const WHO = "member_user needs a username or a user_id; groups aren't supported";

const memberParams = projectParams.extend({
  mid: integerText("mid", 0, Number.MAX_SAFE_INTEGER).meta({ description: "The membership’s id." }),
});

const memberCreateSchema = z
  .object(
    {
      role_id: roleId,
      member_user: z
        .object(
          {
            username: z.string(WHO).trim().toLowerCase().max(255, WHO).nullish(),
            user_id: z.int(WHO).min(0, WHO).max(MAX_ID, WHO).nullish(),
          },
          WHO,
        )
        .refine(({ username, user_id: id }) => Boolean(username || id), WHO)
        .meta({ description: "Either one is enough. The username takes precedence." }),
    },
    "the body must be an object",
  )
  .meta({ id: "ProjectMember" });

const memberUpdateSchema = z.object({ role_id: roleId }, "the body must be an object").meta({ id: "RoleRequest" });

const memberShown = z
  .object({
    id: z.int(),
    project_id: z.int(),
    entity_id: z.int().meta({ description: "The person’s user_id." }),
    entity_name: z.string().meta({ description: "The person’s username." }),
    entity_type: z.literal("u").meta({ description: "Always a person: groups aren’t supported." }),
    role_id: z.int(),
    role_name: z.string(),
  })
  .meta({ id: "ProjectMemberEntity" });

function show({ id, projectId, role, roleId: given, user }: MemberRecord): z.output<typeof memberShown> {
  const number = role === "admin" ? PROJECT_ADMIN : (given ?? GUEST);
  return {
    id,
    project_id: projectId,
    entity_id: user.id,
    entity_name: user.username,
    entity_type: "u",
    role_id: number,
    role_name: ROLE_NAMES[number] ?? "",
  };
}

/** The role that applies, and the number to return to clients. */
const roleOf = (number: number) => ({
  role: number === PROJECT_ADMIN ? ("admin" as const) : ("viewer" as const),
  roleId: number,
});

const noMember = ({ params }: { params: { mid: number } }) =>
  new AppError("NOT_FOUND", `member ${params.mid} not found`);

const list = operation({
  ...{ id: "listProjectMembers", tag: TAG, method: "GET", path: PATH, access: "callers" },
  summary: "List the members of a project",
  params: projectParams,
  headers: BY_NAME,
  query: z.object({
    ...pagingShape,
    entityname: z.string().optional().meta({ description: "Part of the username." }),
  }),
  replies: {
    200: { description: "One page of members.", schema: z.array(memberShown), headers: ["X-Total-Count", "Link"] },
  },
  refusals: [403, 404],
  hidden: noProject,
  run: async ({ caller, params, query, headers }) => {
    const { page, page_size: size, entityname = "" } = query;
    const asked = { name: decodeAgain(entityname), page, size };
    const { rows, total } = await findMembers(caller, projectRef(params.name_or_id, headers), asked);
    const path = `/projects/${encodeURIComponent(params.name_or_id)}/members`;
    return { status: 200, body: rows.map(show), headers: pageHeaders(path, query, query, total) };
  },
});

const create = operation({
  ...{ id: "createProjectMember", tag: TAG, method: "POST", path: PATH, access: "people", attempt: "member.add" },
  summary: "Add a person to a project",
  params: projectParams,
  headers: BY_NAME,
  body: memberCreateSchema,
  replies: { 201: { description: "Added.", headers: ["Location"] } },
  refusals: [404, 409],
  hidden: ({ params, error }) => (error.fields ? error : noProject({ params })),
  run: async ({ caller, params, headers, body }) => {
    const project = await readProject(caller, projectRef(params.name_or_id, headers));
    const { username, shown } = await personNamed(body.member_user);
    try {
      const { id } = await addMember(caller, { project: project.name, username, shown, ...roleOf(body.role_id) });
      return { status: 201, headers: { Location: `/api/v2.0/projects/${project.id}/members/${id}` } };
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "UNPROCESSABLE") throw error;
      throw new AppError("NOT_FOUND", `user ${shown} not found`, { fields: { username: shown } });
    }
  },
});

/**
 * The username, and what errors call the person. An unknown id becomes an impossible username, so that the verb can check
 * the caller's permission first.
 */
async function personNamed({ username, user_id: id }: z.output<typeof memberCreateSchema>["member_user"]) {
  if (username) return { username, shown: username.toWellFormed().replaceAll("\0", "") };
  const shown = `#${id}`;
  return { username: (await findUser(id ?? 0))?.username ?? shown, shown };
}

const read = operation({
  ...{ id: "getProjectMember", tag: TAG, method: "GET", path: ONE, access: "callers" },
  summary: "Read a member of a project",
  params: memberParams,
  headers: BY_NAME,
  replies: { 200: { description: "The member.", schema: memberShown } },
  refusals: [403, 404],
  hidden: noMember,
  run: async ({ caller, params, headers }) => ({ status: 200, body: show(await find(caller, params, headers)) }),
});

type Place = { name_or_id: string; mid: number };

/** An id that is too large for the column belongs to nobody. */
function find(caller: Parameters<typeof readMember>[0], { name_or_id, mid }: Place, headers: Headers) {
  return readMember(caller, projectRef(name_or_id, headers), mid > MAX_ID ? 0 : mid);
}

const update = operation({
  ...{ id: "updateProjectMember", tag: TAG, method: "PUT", path: ONE, access: "people", attempt: "member.change-role" },
  summary: "Change a member’s role",
  params: memberParams,
  headers: BY_NAME,
  body: memberUpdateSchema,
  replies: { 200: { description: "Changed." } },
  refusals: [404, 409],
  hidden: noMember,
  run: async ({ caller, params, headers, body }) => {
    const { id } = await find(caller, params, headers);
    await changeMemberRole(caller, { id, ...roleOf(body.role_id) });
    return { status: 200 };
  },
});

const remove = operation({
  ...{ id: "deleteProjectMember", tag: TAG, method: "DELETE", path: ONE, access: "people", attempt: "member.remove" },
  summary: "Remove a member from a project",
  description:
    "409 if the project would lose its last admin, or you would lose your own role. System admins can do both.",
  params: memberParams,
  headers: BY_NAME,
  replies: { 200: { description: "Removed." } },
  refusals: [404, 409],
  hidden: noMember,
  run: async ({ caller, params, headers }) => {
    const { id } = await find(caller, params, headers);
    await removeFor(caller, id);
    return { status: 200 };
  },
});

/** The console would ask for confirmation. The API can't, so it assumes that of system admins, who can undo it. */
async function removeFor(actor: Actor, id: number): Promise<void> {
  try {
    await removeMember(actor, { id, accepted: null });
  } catch (error) {
    if (!actor.isAdmin || !(error instanceof AppError) || error.code !== "CONFLICT") throw error;
    await removeMember(actor, { id, accepted: error.message });
  }
}

export const memberOperations = [list, create, read, update, remove];
