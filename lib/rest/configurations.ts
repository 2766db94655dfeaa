import { z } from "zod";
import { env } from "../env";
import { AppError } from "../errors";
import { countProjects } from "../projects/lookup";
import { operation } from "./operation";

const TAG = "Instance";
/** Harbor's default in days, which clients expect; Purser has no default. */
const ROBOT_DAYS = 30;

/** No setting can be changed over the API. */
const item = <Value extends z.ZodType>(value: Value) => z.object({ editable: z.literal(false), value });

const configurationsShown = z
  .object({
    auth_mode: item(z.literal("db_auth")),
    project_creation_restriction: item(z.literal("adminonly")),
    quota_per_project_enable: item(z.literal(false)),
    read_only: item(z.literal(false)),
    robot_name_prefix: item(z.string()),
    robot_token_duration: item(z.int()),
    self_registration: item(z.literal(false)),
  })
  .meta({ id: "ConfigurationsResponse" });

const fixed = <Value>(value: Value) => ({ editable: false as const, value });

function configurations(): z.output<typeof configurationsShown> {
  return {
    auth_mode: fixed("db_auth"),
    project_creation_restriction: fixed("adminonly"),
    quota_per_project_enable: fixed(false),
    read_only: fixed(false),
    robot_name_prefix: fixed(env().ROBOT_NAME_PREFIX),
    robot_token_duration: fixed(ROBOT_DAYS),
    self_registration: fixed(false),
  };
}

const readConfigurations = operation({
  ...{ id: "getConfigurations", tag: TAG, method: "GET", path: "/configurations", access: "people" },
  summary: "Read the settings",
  description: "For system admins. Settings come from the server’s environment and can’t be edited here.",
  replies: { 200: { description: "The settings.", schema: configurationsShown } },
  run: async ({ caller }) => {
    if (!caller.isAdmin) throw new AppError("FORBIDDEN", "only system admins can read the settings");
    return { status: 200, body: configurations() };
  },
});

const count = z.int();

const statistic = operation({
  ...{ id: "getStatistic", tag: TAG, method: "GET", path: "/statistics", access: "callers" },
  summary: "Count the projects you can see",
  description: "Counted up to 10,000. Repositories and storage belong to the registry, so they’re always 0.",
  replies: {
    200: {
      description: "The counts.",
      schema: z
        .object({
          private_project_count: count,
          private_repo_count: z.literal(0),
          public_project_count: z.literal(0),
          public_repo_count: z.literal(0),
          total_project_count: count,
          total_repo_count: z.literal(0),
          total_storage_consumption: z.literal(0),
        })
        .meta({ id: "Statistic" }),
    },
  },
  run: async ({ caller }) => {
    const projects = await countProjects(caller);
    const body = {
      private_project_count: projects,
      private_repo_count: 0,
      public_project_count: 0,
      public_repo_count: 0,
      total_project_count: projects,
      total_repo_count: 0,
      total_storage_consumption: 0,
    };
    return { status: 200, body };
  },
});

const volumes = operation({
  ...{ id: "getVolumes", tag: TAG, method: "GET", path: "/systeminfo/volumes", access: "callers" },
  summary: "Read the storage capacity",
  description: "Storage belongs to the registry, so this is always 0.",
  replies: {
    200: {
      description: "A single empty volume.",
      schema: z
        .object({ storage: z.array(z.object({ total: z.literal(0), free: z.literal(0) })) })
        .meta({ id: "SystemInfo" }),
    },
  },
  run: async () => ({ status: 200, body: { storage: [{ total: 0, free: 0 }] } }),
});

export const configurationOperations = [readConfigurations, statistic, volumes];
