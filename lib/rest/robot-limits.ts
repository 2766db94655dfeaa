import { z } from "zod";
import { MAX_ALLOWED_ADDRESSES } from "@/lib/access/address-list";
import { readNetwork } from "@/lib/access/networks";
import { ALL_REPOSITORIES, limitFault, MAX_PATTERNS, readPatterns, typedPattern } from "@/lib/access/repositories";
import { atMost } from "../bounded-array";
import { AppError } from "../errors";
import type { Robot } from "../robots/robot";
import type { RobotAccess } from "../robots/schema";

const NO_REPOSITORIES = 'repositories must list at least one pattern; ["*"] allows all';
const NO_ADDRESSES = "allowed_addresses must be a list of addresses and networks; [] allows any";

export const repositoriesField = atMost(
  z.array(z.string(NO_REPOSITORIES), NO_REPOSITORIES).min(1, NO_REPOSITORIES),
  MAX_PATTERNS,
  `repositories: at most ${MAX_PATTERNS} patterns`,
).meta({
  description:
    "Limits the permissions to some of the project’s repositories: `site` is that repository, `team/*` everything below `team/`, and `*` all repositories. Names are relative to the project. If omitted: all for a new namespace; PUT keeps what the namespace has. Not with permissions of the whole project, such as Helm charts.",
});

const network = z.string(NO_ADDRESSES).transform((text, context) => {
  const reading = readNetwork(text);
  if ("network" in reading) return reading.network;
  context.addIssue({ code: "custom", message: reading.fault });
  return z.NEVER;
});

export const allowedAddressesField = atMost(
  z.array(network, NO_ADDRESSES),
  MAX_ALLOWED_ADDRESSES,
  `allowed_addresses: at most ${MAX_ALLOWED_ADDRESSES} entries`,
).meta({
  description:
    "The IPv4 and IPv6 addresses and CIDR networks that the robot account may log in from. Host bits are cleared. `[]` means anywhere. If omitted: anywhere for a new robot account, or the list of the robot account that creates it; unchanged in PUT.",
});

type Limited = { kind: string; namespace: string; repositories?: readonly string[] };

const projectOf = ({ namespace }: Limited) => (namespace === "*" ? null : namespace);

/** The fault of a permission object's `repositories`; null if there is none. */
export function repositoriesFault(permission: Limited, keys: readonly string[]): string | null {
  if (!permission.repositories) return null;
  if (permission.kind === "system") return "bad request permission: kind system has no repositories";
  const reading = readPatterns(permission.repositories, projectOf(permission));
  return "fault" in reading ? reading.fault : limitFault(keys, reading.patterns);
}

/**
 * The patterns of a permission object; undefined for all repositories. If it has none, those of the namespace stay: a
 * client of Harbor, which doesn't know them, must not widen a robot.
 */
export function patternsOf(permission: Limited, previous: RobotAccess | undefined): string[] | undefined {
  const project = projectOf(permission);
  if (!permission.repositories) return previous?.projects.find((row) => row.project === project)?.repositories;
  const reading = readPatterns(permission.repositories, project);
  if ("fault" in reading) throw new AppError("BAD_REQUEST", reading.fault);
  return reading.patterns;
}

export const shownRepositories = ({ project, repositories }: RobotAccess["projects"][number]): string[] =>
  repositories?.map((pattern) => typedPattern(pattern, project)) ?? [ALL_REPOSITORIES];

/** The list to store: the API has no notes, so those that a network has stay. */
export function withNotes(networks: readonly string[] | undefined, robot?: Robot) {
  const known = new Map(robot?.allowedAddresses.map(({ network, note }) => [network, note]));
  return networks && [...new Set(networks)].map((network) => ({ network, note: known.get(network) ?? "" }));
}
