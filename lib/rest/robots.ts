import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Caller } from "@/lib/access/caller";
import { env } from "../env";
import { AppError } from "../errors";
import { findRobots } from "../robots/queries";
import { refreshSecret } from "../robots/refresh";
import type { Robot } from "../robots/robot";
import { manualSecretSchema, type RobotAccess } from "../robots/schema";
import { createRobot, deleteRobots, updateRobot } from "../robots/service";
import { operation } from "./operation";
import { pageHeaders, pagingShape } from "./paging";
import { projectAccess, systemAccess } from "./robot-access";
import { changing, find, IF_MATCH, noRobot, TAG } from "./robot-found";
import { withNotes } from "./robot-limits";
import { robotQuery, robotSorts } from "./robot-query";
import {
  type PermissionInput,
  robotCreated,
  robotCreateSchema,
  robotParams,
  robotShown,
  robotUpdateSchema,
} from "./robot-schema";
import { robotSecretSchema, secretShown } from "./robot-secret-schema";
import { levelOf, shown, shownCreated, tagOf } from "./robot-shown";

const isAdmin = (caller: Caller) => caller.type === "user" && caller.isAdmin;

const listRobots = operation({
  ...{ id: "listRobots", tag: TAG, method: "GET", path: "/robots", access: "callers" },
  summary: "List robot accounts",
  description:
    "Without `q` it lists system robot accounts; `q=Level=project,ProjectID=1` lists those of a project. Conditions are joined by commas: `k=v` exact, `k=~v` contains, `k=[min~max]`, `k={a b}`.",
  query: z.object({
    ...pagingShape,
    q: z.string().optional().meta({
      description:
        "Conditions on Level, ProjectID, id, name, description, disable, creation_time, update_time, expires_at, duration.",
    }),
    sort: z
      .string()
      .optional()
      .meta({ description: "For example, `name` or `-creation_time`. Separate several with commas." }),
  }),
  replies: {
    200: {
      description: "One page of robot accounts.",
      schema: z.array(robotShown),
      headers: ["X-Total-Count", "Link"],
    },
  },
  refusals: [400, 403, 404],
  hidden: ({ query }) => {
    const { projectId } = robotQuery(query.q ?? "");
    return projectId === null
      ? new AppError("FORBIDDEN", "only system admins can list system robot accounts")
      : new AppError("NOT_FOUND", `project ${projectId} not found`);
  },
  run: async ({ caller, query }) => {
    const { q = "", sort = "", page, page_size } = query;
    const { projectId, conditions } = robotQuery(q);
    const home = projectId === null ? null : { id: projectId };
    const { rows, total } = await findRobots(caller, home, {
      conditions,
      sorts: robotSorts(sort),
      page,
      size: page_size,
    });
    return { status: 200, body: rows.map(shown), headers: pageHeaders("/robots", query, query, total) };
  },
});

const create = operation({
  ...{ id: "createRobot", tag: TAG, method: "POST", path: "/robots", access: "callers" },
  summary: "Create a robot account",
  description: "The reply contains the secret. No later reply does.",
  body: robotCreateSchema,
  replies: { 201: { description: "Created.", schema: robotCreated, headers: ["Location"] } },
  refusals: [404, 409, 422],
  hidden: ({ caller, body, error }) => {
    if (!isAdmin(caller)) return new AppError("FORBIDDEN", "you may not create this robot account");
    return error.fields ? error : new AppError("NOT_FOUND", `project ${body.permissions[0]?.namespace} not found`);
  },
  run: async ({ caller, body }) => {
    const { name, description = "", contact = "", duration, disable: disabled, level, permissions } = body;
    const allowedAddresses = withNotes(body.allowed_addresses);
    // Clients send no key, so every request is a new one; the unique name prevents a second robot.
    const robot = { name, description, contact, duration, disabled, allowedAddresses, creationKey: randomUUID() };
    const [only] = permissions;
    const created = await createRobot(
      caller,
      level === "project" && only
        ? { ...robot, project: only.namespace, access: projectAccess(only) }
        : { ...robot, project: null, access: systemAccess(permissions) },
    );
    return { status: 201, body: shownCreated(created), headers: { Location: `/api/v2.0/robots/${created.id}` } };
  },
});

const read = operation({
  ...{ id: "getRobot", tag: TAG, method: "GET", path: "/robots/{id}", access: "callers" },
  summary: "Read a robot account",
  params: robotParams,
  replies: { 200: { description: "The robot account.", schema: robotShown, headers: ["ETag"] } },
  refusals: [403, 404],
  hidden: noRobot,
  run: async ({ caller, params }) => {
    const { robot } = await find(caller, params.id);
    return { status: 200, body: shown(robot), headers: { ETag: tagOf(robot) } };
  },
});

const update = operation({
  ...{ id: "updateRobot", tag: TAG, method: "PUT", path: "/robots/{id}", access: "people", attempt: "robot.update" },
  summary: "Change a robot account",
  description:
    "`name` and `level` must match the robot account’s. A body with both `duration` and `permissions` replaces the whole robot account: if omitted, `disable` becomes false and `description` empty. Otherwise, omitted fields stay unchanged. A changed `duration` counts from creation; permissions are replaced as a whole, but a namespace keeps its `repositories`, and the robot account its `allowed_addresses`, unless they’re given.",
  params: robotParams,
  headers: IF_MATCH,
  body: robotUpdateSchema,
  replies: { 200: { description: "Changed." } },
  refusals: [404, 409, 412],
  // A project that doesn't exist in the new permissions is reported as such.
  hidden: ({ params, error }) => (error.fields ? error : noRobot({ params })),
  run: async ({ caller, params, headers, body }) => {
    const seen = await find(caller, params.id);
    const { robot } = seen;
    const { description, contact, disable: disabled, permissions } = body;
    if (body.name !== robot.loginName || body.level !== levelOf(robot))
      throw new AppError("BAD_REQUEST", "cannot update the level or name of robot");
    const expiry = newExpiry(robot, body.duration);
    await changing(headers, robot, (version) => {
      const access = permissions && replacedAccess(robot, permissions);
      const allowedAddresses = withNotes(body.allowed_addresses, robot);
      const change = { id: robot.id, version, description, contact, disabled, expiry, access, allowedAddresses };
      return updateRobot(caller, change, seen);
    });
    return { status: 200 };
  },
});

/** @throws AppError BAD_REQUEST when a project's robot is to move to another project; else as `systemAccess` */
function replacedAccess({ home, access }: Robot, permissions: readonly PermissionInput[]): RobotAccess | undefined {
  if (home.kind === "instance") return systemAccess(permissions, access);
  const [only] = permissions;
  if (!only) return undefined;
  if (only.namespace !== home.name) throw new AppError("BAD_REQUEST", "cannot update the project id of robot");
  return projectAccess(only, access);
}

/** A duration counts from creation. The current one changes nothing: the console may have set the expiry to the hour. */
function newExpiry(robot: Robot, duration: number | undefined) {
  if (duration === undefined || duration === robot.durationDays) return undefined;
  return { kind: "lifetime" as const, days: duration };
}

const patch = operation({
  ...{ id: "refreshSecret", tag: TAG, method: "PATCH", path: "/robots/{id}", access: "people" },
  attempt: "robot.refresh-secret",
  summary: "Refresh the secret",
  description:
    "The old secret stops working at once, unless a policy lets it keep working after refreshes through this operation. Of two simultaneous requests, one succeeds.",
  params: robotParams,
  headers: IF_MATCH,
  body: robotSecretSchema,
  replies: { 200: { description: "The new secret, if it was generated.", schema: secretShown } },
  refusals: [404, 409, 412],
  hidden: noRobot,
  run: async ({ caller, params, headers, body }) => {
    const seen = await find(caller, params.id);
    const { robot } = seen;
    const secret = body.secret || undefined;
    const rules = manualSecretSchema(env().ROBOT_SECRET_MAX_LENGTH).safeParse(secret ?? "");
    if (secret && !rules.success) throw new AppError("BAD_REQUEST", rules.error.issues[0]?.message ?? "bad secret");
    let made = "";
    await changing(headers, robot, async (version) => {
      made = (await refreshSecret(caller, { id: robot.id, version, secret, grace: { kind: "policy" } }, seen)).secret;
    });
    return { status: 200, body: secret ? {} : { secret: made } };
  },
});

const remove = operation({
  ...{ id: "deleteRobot", tag: TAG, method: "DELETE", path: "/robots/{id}", access: "callers" },
  summary: "Delete a robot account",
  params: robotParams,
  headers: IF_MATCH,
  replies: { 200: { description: "Deleted." } },
  refusals: [404, 412],
  hidden: noRobot,
  run: async ({ caller, params: { id }, headers }) => {
    if (headers.has("if-match")) {
      const seen = await find(caller, id);
      await changing(headers, seen.robot, (version) => deleteRobots(caller, { ids: [id], version }, seen));
    } else await deleteAsItIs(caller, id);
    return { status: 200 };
  },
});

async function deleteAsItIs(caller: Caller, id: number): Promise<void> {
  if (id < 1 || id > 2_147_483_647) throw new AppError("NOT_FOUND", `robot ${id} not found`);
  try {
    await deleteRobots(caller, { ids: [id] });
  } catch (error) {
    // Without a version, the only possible conflict is that somebody else just deleted it.
    const isGone = error instanceof AppError && error.code === "CONFLICT";
    throw isGone ? new AppError("NOT_FOUND", `robot ${id} not found`) : error;
  }
}

export const robotOperations = [listRobots, create, read, update, patch, remove];
