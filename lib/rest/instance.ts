import { z } from "zod";
import { systemPermissions } from "@/lib/access/grants";
import { PROJECT_ACCESS_KEYS, SYSTEM_PERMISSION_KEYS } from "@/lib/access/permissions";
import { env } from "../env";
import { getRegistryHost } from "../registry/host";
import { databaseAnswers } from "../server/queries";
import { operation } from "./operation";
import { pairOf } from "./robot-access";

const TAG = "Instance";
/** Clients compare it with Harbor's versions to find out which calls are available. */
export const API_VERSION = "v2.13.0-purser";

const ping = operation({
  ...{ id: "ping", tag: TAG, method: "GET", path: "/ping", access: "anyone" },
  summary: "Check that the API is up",
  replies: { 200: { description: "`Pong`.", text: true } },
  run: async () => ({ status: 200, text: "Pong" }),
});

const healthState = z.enum(["healthy", "unhealthy"]);

const health = operation({
  ...{ id: "getHealth", tag: TAG, method: "GET", path: "/health", access: "anyone" },
  summary: "Read the health of each component",
  description: "Always 200, even if a component is unhealthy. `/readyz` returns 503 in that case.",
  replies: {
    200: {
      description: "The health of each component.",
      schema: z
        .object({
          status: healthState,
          components: z.array(z.object({ name: z.string(), status: healthState })),
        })
        .meta({ id: "OverallHealthStatus" }),
    },
  },
  run: async () => {
    const database = (await databaseAnswers()) ? "healthy" : "unhealthy";
    const components = [
      { name: "core", status: "healthy" },
      { name: "database", status: database },
    ];
    return { status: 200, body: { status: database, components } };
  },
});

const systemInfo = operation({
  ...{ id: "getSystemInfo", tag: TAG, method: "GET", path: "/systeminfo", access: "anyone" },
  summary: "Read general information",
  replies: {
    200: {
      description: "General information about this instance.",
      schema: z
        .object({
          harbor_version: z.string(),
          auth_mode: z.literal("db_auth"),
          primary_auth_mode: z.literal(false),
          robot_name_prefix: z.string(),
          registry_url: z.string(),
          external_url: z.string(),
          project_creation_restriction: z.literal("adminonly"),
          self_registration: z.literal(false),
          read_only: z.literal(false),
          current_time: z.iso.datetime({ precision: 3 }),
        })
        .meta({ id: "GeneralInfo" }),
    },
  },
  // The registry's host may be in the database.
  refusals: [503],
  run: async () => {
    const { PUBLIC_URL, ROBOT_NAME_PREFIX } = env();
    const body = {
      harbor_version: API_VERSION,
      auth_mode: "db_auth",
      primary_auth_mode: false,
      robot_name_prefix: ROBOT_NAME_PREFIX,
      registry_url: (await getRegistryHost()) ?? new URL(PUBLIC_URL).host,
      external_url: PUBLIC_URL,
      project_creation_restriction: "adminonly",
      self_registration: false,
      read_only: false,
      current_time: new Date().toISOString(),
    };
    return { status: 200, body };
  },
});

const pair = z.object({ resource: z.string(), action: z.string() });

const permissions = operation({
  ...{ id: "getPermissions", tag: "Robot accounts", method: "GET", path: "/permissions", access: "callers" },
  summary: "List the permissions that robot accounts can have",
  replies: {
    200: {
      description: "Permissions by kind; `system` only for callers who may create system robot accounts.",
      schema: z.object({ system: z.array(pair).optional(), project: z.array(pair) }).meta({ id: "Permissions" }),
    },
  },
  run: async ({ caller }) => {
    const maySystem = caller.type === "user" ? caller.isAdmin : systemPermissions(caller.grants).has("robot:create");
    const project = PROJECT_ACCESS_KEYS.map(pairOf);
    return { status: 200, body: maySystem ? { system: SYSTEM_PERMISSION_KEYS.map(pairOf), project } : { project } };
  },
});

export const instanceOperations = [ping, health, systemInfo, permissions];
