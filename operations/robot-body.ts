import { StartError } from "@/lib/start-error";
import type { ShownPermission } from "@/operations/robot-found";
import { type OptionValues, UsageError } from "@/operations/verb";

const list = { type: "string", multiple: true } as const;

/** What `create` and `edit` have in common. */
export const ROBOT_OPTIONS = {
  description: { type: "string" },
  expires: { type: "string" },
  permission: list,
  repository: list,
  in: list,
  "system-permission": list,
  "allow-from": list,
} as const;

/** Such as 90d; never is -1. @throws UsageError for anything else */
export function daysIn(text: string, option: string): number {
  if (text === "never") return -1;
  const [, days] = /^(\d{1,10})d$/.exec(text) ?? [];
  if (days === undefined) throw new UsageError(`--${option} must be a number of days such as 90d, or never.`);
  return Number(days);
}

const textsOf = (options: OptionValues, name: string): string[] => ((options[name] ?? []) as string[]).map(String);

const pairOf = (key: string) => {
  const [resource = "", action = ""] = key.split(":");
  if (!resource || !action)
    throw new UsageError(`A permission is resource:action, such as repository:pull; not ${key}.`);
  return { resource, action };
};

/**
 * The permissions that options name; undefined if they name none.
 * @param project the robot account's; null for a system robot account, which needs --in
 */
export function permissionsIn(options: OptionValues, project: string | null): ShownPermission[] | undefined {
  const access = textsOf(options, "permission").map(pairOf);
  const system = textsOf(options, "system-permission").map(pairOf);
  const places = project === null ? textsOf(options, "in") : [project];
  const repositories = textsOf(options, "repository");
  if (access.length === 0 && system.length === 0) {
    if (repositories.length > 0)
      throw new UsageError("--repository limits permissions. Name those too with --permission.");
    return undefined;
  }
  if (project !== null && (system.length > 0 || textsOf(options, "in").length > 0))
    throw new UsageError("--in and --system-permission are for system robot accounts.");
  if (access.length > 0 && places.length === 0)
    throw new UsageError("Say where the permissions apply with --in PROJECT, or --in '*' for every project.");
  const limited = repositories.length > 0 ? { repositories } : {};
  return [
    ...(system.length > 0 ? [{ kind: "system", namespace: "/", access: system }] : []),
    ...(access.length > 0 ? places.map((namespace) => ({ kind: "project", namespace, access, ...limited })) : []),
  ];
}

/** `--allow-from anywhere` lifts the limit. */
export function addressesIn(options: OptionValues): string[] | undefined {
  const given = textsOf(options, "allow-from");
  if (given.length === 0) return undefined;
  if (!given.includes("anywhere")) return given;
  if (given.length > 1) throw new StartError("--allow-from anywhere goes with no other address.");
  return [];
}
