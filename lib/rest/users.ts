import { z } from "zod";
import { findUsers, partOfUsername, readOwnRecord, type UserQuery, type UserRecord } from "@/lib/people/lookup";
import { AppError } from "../errors";
import { operation } from "./operation";
import { pageHeaders, pagingShape } from "./paging";
import { bad, parseQuery, parseSort } from "./query-grammar";

const TAG = "People";
const time = z.iso.datetime({ precision: 3 });

const userShown = z
  .object({
    user_id: z.int(),
    username: z.string(),
    email: z.string(),
    realname: z.string(),
    sysadmin_flag: z.boolean(),
    admin_role_in_auth: z.literal(false),
    creation_time: time,
    update_time: time,
  })
  .meta({ id: "UserResp" });

const show = (user: UserRecord): z.output<typeof userShown> => ({
  user_id: user.id,
  username: user.username,
  email: user.email ?? "",
  realname: user.name,
  sysadmin_flag: user.isAdmin,
  admin_role_in_auth: false,
  creation_time: user.createdAt.toISOString(),
  update_time: user.updatedAt.toISOString(),
});

const current = operation({
  ...{ id: "getCurrentUser", tag: TAG, method: "GET", path: "/users/current", access: "people" },
  summary: "Read your own account",
  replies: { 200: { description: "Your account.", schema: userShown } },
  run: async ({ caller }) => ({ status: 200, body: show(await readOwnRecord(caller)) }),
});

type Conditions = Pick<UserQuery, "username" | "email">;

/** @throws AppError BAD_REQUEST for an unsupported condition */
function readConditions(q: string): Conditions {
  const conditions: Conditions = {};
  for (const term of parseQuery(q)) {
    const { key } = term;
    if (key !== "username" && key !== "email") throw bad("people can be filtered by username and email only");
    if (conditions[key] !== undefined) throw bad(`${key} is given twice`);
    if (key === "username" && term.kind === "contains") conditions.username = { contains: partOfUsername(term.value) };
    else if (term.kind === "exact") conditions[key] = term.value.replaceAll("\0", "").toWellFormed();
    else throw bad(`${key} takes a single value${key === "username" ? ", or ~ and a part of it" : ""}`);
  }
  return conditions;
}

const FIELDS: Record<string, UserQuery["sort"]["field"]> = { username: "username", userid: "id" };

function sortOf(sort: string): UserQuery["sort"] {
  const [order, ...more] = parseSort(sort);
  if (!order) return { field: "username", dir: "asc" };
  const field = FIELDS[order.key];
  if (!field || more.length > 0) throw bad("people can be sorted by username or user_id only");
  return { field, dir: order.dir };
}

const list = operation({
  ...{ id: "listUsers", tag: TAG, method: "GET", path: "/users", access: "people" },
  summary: "List people",
  query: z.object({
    ...pagingShape,
    q: z.string().optional().meta({ description: "Conditions: `username=…`, `username=~…`, `email=…`." }),
    sort: z
      .string()
      .optional()
      .meta({ description: "`username`, the default, or `user_id`; prefix with `-` to reverse." }),
  }),
  replies: {
    200: { description: "One page of people.", schema: z.array(userShown), headers: ["X-Total-Count", "Link"] },
  },
  refusals: [400],
  hidden: () => new AppError("FORBIDDEN", "only system admins can list people"),
  run: async ({ caller, query }) => {
    const { q = "", sort = "", page, page_size: size } = query;
    const { rows, total } = await findUsers(caller, { ...readConditions(q), sort: sortOf(sort), page, size });
    return { status: 200, body: rows.map(show), headers: pageHeaders("/users", query, query, total) };
  },
});

export const userOperations = [current, list];
