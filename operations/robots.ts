import { CONNECTION_OPTIONS, type Connection, connect } from "@/operations/connection";
import { asText, OUTPUT_OPTION, plainFormat, secretFormat } from "@/operations/output";
import { addressesIn, daysIn, permissionsIn, ROBOT_OPTIONS } from "@/operations/robot-body";
import { findRobot, projectId, type ShownRobot } from "@/operations/robot-found";
import { robotTable } from "@/operations/robot-table";
import { handOver, secretFile } from "@/operations/secret-output";
import { type OptionValues, UsageError, type Verb } from "@/operations/verb";

const PLACE = { project: { type: "string" }, level: { type: "string" } } as const;
const SECRET = { ...OUTPUT_OPTION, "secret-file": { type: "string" } } as const;

/** The project that options name; null for system robot accounts. @throws UsageError without either */
export function placeIn({ project, level }: OptionValues): string | null {
  if (level === "system" && project === undefined) return null;
  if (typeof project === "string" && level === undefined) return project;
  throw new UsageError("Name a project with --project NAME, or --level system for system robot accounts.");
}

async function placeQuery(connection: Connection, project: string | null): Promise<{ q?: string }> {
  return project === null ? {} : { q: `Level=project,ProjectID=${await projectId(connection, project)}` };
}

const list: Verb = {
  usage: "robots list --project NAME | --level system [-o table|json|yaml]",
  summary: "lists the robot accounts of a project, or those of the system",
  options: { ...CONNECTION_OPTIONS, ...OUTPUT_OPTION, ...PLACE },
  async run(_, options) {
    const format = plainFormat(options.output);
    const place = placeIn(options);
    const connection = await connect(options);
    const robots = (await connection.all("/robots", await placeQuery(connection, place))) as ShownRobot[];
    process.stdout.write(asText(format, robots, () => robotTable(robots)));
    return 0;
  },
};

const get: Verb = {
  usage: "robots get NAME|ID [-o table|json|yaml]",
  summary: "shows one",
  options: { ...CONNECTION_OPTIONS, ...OUTPUT_OPTION },
  operands: 1,
  async run([name = ""], options) {
    const format = plainFormat(options.output);
    const { robot } = await findRobot(await connect(options), name);
    process.stdout.write(asText(format, robot, () => robotTable([robot])));
    return 0;
  },
};

const create: Verb = {
  usage:
    "robots create NAME --project P | --level system --expires 90d|never --permission repository:pull … [--repository PATTERN …] [--in PROJECT …] [--system-permission KEY …] [--allow-from NETWORK …] [--description TEXT] [-o FORMAT | --secret-file FILE]",
  summary: "creates one; its secret goes to a file, or with -o to standard output",
  options: { ...CONNECTION_OPTIONS, ...SECRET, ...PLACE, ...ROBOT_OPTIONS },
  operands: 1,
  async run([name = ""], options) {
    const format = secretFormat(options.output);
    const project = placeIn(options);
    const permissions = permissionsIn(options, project);
    if (!permissions)
      throw new UsageError("Say what it may do with --permission, such as --permission repository:pull.");
    if (typeof options.expires !== "string")
      throw new UsageError("Say how long it lasts with --expires 90d, or never.");
    const body = {
      ...{ name, level: project === null ? "system" : "project", duration: daysIn(options.expires, "expires") },
      ...{ description: options.description ?? "", permissions, allowed_addresses: addressesIn(options) },
    };
    const connection = await connect(options);
    const full = project === null ? name : `${project}+${name}`;
    const file = String(options["secret-file"] ?? secretFile(full));
    const next = "if “purser robots list” shows the robot account, rotate it with “purser robots rotate”.";
    await handOver(connection, { format, file, next }, async () => {
      const made = await connection.send("POST", "/robots", { body });
      return made.body as { id: number; name: string; secret: string; expires_at: number };
    });
    return 0;
  },
};

const edit: Verb = {
  usage:
    "robots edit NAME|ID [--expires 90d|never] [--permission KEY …] [--repository PATTERN …] [--in PROJECT …] [--system-permission KEY …] [--allow-from NETWORK … | anywhere] [--description TEXT]",
  summary: "changes one; what you leave out stays, and --expires counts from its creation",
  options: { ...CONNECTION_OPTIONS, ...ROBOT_OPTIONS },
  operands: 1,
  async run([name = ""], options) {
    const connection = await connect(options);
    const { robot, etag } = await findRobot(connection, name);
    const project = robot.level === "project" ? (robot.permissions[0]?.namespace ?? "") : null;
    const change = {
      permissions: permissionsIn(options, project),
      allowed_addresses: addressesIn(options),
      ...(typeof options.expires === "string" && { duration: daysIn(options.expires, "expires") }),
      ...(typeof options.description === "string" && { description: options.description }),
    };
    if (Object.values(change).every((value) => value === undefined))
      throw new UsageError(`Usage: purser ${edit.usage}`);
    // With a duration and permissions, the API takes what is left out for empty.
    const { level, description, disable } = robot;
    const body = { name: robot.name, level, description, disable, ...change };
    await connection.send("PUT", `/robots/${robot.id}`, { body, headers: { "If-Match": etag } });
    console.log(`${robot.name}: changed`);
    return 0;
  },
};

/** Grace in seconds, such as 90s, 30m, 12h and 7d. */
function secondsIn(text: string): number {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = { s: 1, m: 60, h: 3600, d: 86_400 }[unit ?? ""];
  if (!seconds) throw new UsageError("--grace must be a time such as 30m, 12h or 7d.");
  return Number(count) * seconds;
}

const rotate: Verb = {
  usage: "robots rotate NAME|ID [--grace 1d] [--from-first-use] [--renew 90d] [-o FORMAT | --secret-file FILE]",
  summary: "makes a new secret; the old one ends now, or after the grace",
  options: {
    ...{ ...CONNECTION_OPTIONS, ...SECRET, grace: { type: "string" }, renew: { type: "string" } },
    "from-first-use": { type: "boolean" },
  },
  operands: 1,
  async run([name = ""], options) {
    const format = secretFormat(options.output);
    const body = {
      grace_seconds: typeof options.grace === "string" ? secondsIn(options.grace) : 0,
      ...(options["from-first-use"] === true && { start: "first-use" }),
      ...(typeof options.renew === "string" && { renew_days: daysIn(options.renew, "renew") }),
    };
    const connection = await connect(options);
    const { robot, etag } = await findRobot(connection, name);
    const file = String(options["secret-file"] ?? secretFile(robot.name));
    const next = "“purser robots get” tells when it changed. Rotating again ends the secret before that at once.";
    await handOver(connection, { format, file, next }, async () => {
      const headers = { "If-Match": etag };
      const made = await connection.send("POST", `/robots/${robot.id}/secret/rotate`, { body, headers });
      return { ...(made.body as { secret: string; expires_at: number }), id: robot.id, name: robot.name };
    });
    return 0;
  },
};

/** A verb that changes one robot account and tells so. */
function simple(
  word: string,
  summary: string,
  run: (connection: Connection, robot: ShownRobot) => Promise<string>,
): Verb {
  return {
    usage: `robots ${word} NAME|ID`,
    summary,
    options: { ...CONNECTION_OPTIONS },
    operands: 1,
    async run([name = ""], options) {
      const connection = await connect(options);
      const { robot } = await findRobot(connection, name);
      console.log(`${robot.name}: ${await run(connection, robot)}`);
      return 0;
    },
  };
}

async function toggle(connection: Connection, { id, name, level }: ShownRobot, disable: boolean): Promise<string> {
  await connection.send("PUT", `/robots/${id}`, { body: { name, level, disable } });
  return disable ? "disabled" : "enabled";
}

export const robotVerbs: Record<string, Verb> = {
  "robots list": list,
  "robots get": get,
  "robots create": create,
  "robots edit": edit,
  "robots rotate": rotate,
  "robots end-old": simple("end-old", "ends the old secret of a rotation now", async (connection, { id }) => {
    await connection.send("DELETE", `/robots/${id}/secret/previous`);
    return "the old secret has ended";
  }),
  "robots enable": simple("enable", "lets it log in again", (connection, robot) => toggle(connection, robot, false)),
  "robots disable": simple("disable", "stops it from logging in", (connection, robot) =>
    toggle(connection, robot, true),
  ),
  "robots delete": simple("delete", "deletes it for good", async (connection, { id }) => {
    await connection.send("DELETE", `/robots/${id}`);
    return "deleted";
  }),
};
