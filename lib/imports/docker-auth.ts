import { parse } from "yaml";
import { z } from "zod";
import { readNetwork } from "@/lib/access/networks";
import { AppError } from "../errors";
import { grantOfRow, homeOf } from "./access-rows";
import { readBcrypt } from "./bcrypt-hash";
import { type EntryGrant, type Found, loginNameFault } from "./entries";

const ruleSchema = z.object({
  match: z.looseObject({
    account: z.string().nullish(),
    type: z.string().nullish(),
    name: z.string().nullish(),
    ip: z.string().nullish(),
    service: z.string().nullish(),
    labels: z.unknown().optional(),
  }),
  actions: z.array(z.string()).nullish(),
});
type Rule = z.output<typeof ruleSchema>;
const configSchema = z.object({
  users: z.record(z.string(), z.looseObject({ password: z.string().nullish() }).nullable()).nullish(),
  acl: z.array(ruleSchema).nullish(),
});

/** The first path component and everything one level below it, which is how docker_auth matches "*". */
const ONE_PROJECT = /^([a-z0-9]+(?:[._-][a-z0-9]+)*)\/\*$/;
const ONE_REPOSITORY = /^([a-z0-9]+(?:[._-][a-z0-9]+)*)\/([^*?[\]\\${}]+)$/;
const RIGHTS: Record<string, readonly string[]> = {
  pull: ["repository:pull"],
  push: ["repository:push"],
  delete: ["artifact:delete"],
  "*": ["repository:pull", "repository:push", "artifact:delete"],
};

/** Reads docker_auth's configuration. @throws AppError BAD_REQUEST if it isn't one */
export function* readDockerAuth(text: string): Generator<Found> {
  const { users, acl } = parseConfig(text);
  const rules = acl ?? [];
  for (const project of new Set(rules.flatMap((rule) => placeOf(rule)?.project ?? [])))
    yield { kind: "project", name: project, owner: "", createdAt: null };
  for (const [index, rule] of rules.entries()) {
    const reason = undecided(rule);
    if (reason) yield { kind: "not moved", name: `Rule ${index + 1}`, reason };
  }
  for (const [loginName, user] of Object.entries(users ?? {})) yield* userOf(loginName, user?.password ?? "", rules);
}

function parseConfig(text: string): z.output<typeof configSchema> {
  try {
    return configSchema.parse(parse(text, { maxAliasCount: 50 }));
  } catch {
    throw new AppError("BAD_REQUEST", "The file isn’t docker_auth’s configuration: YAML with users and acl.");
  }
}

function placeOf({ match }: Rule): { project: string; repository: string | null } | null {
  const name = match.name ?? "";
  const [, whole] = ONE_PROJECT.exec(name) ?? [];
  if (whole !== undefined) return { project: whole, repository: null };
  const [, project, repository] = ONE_REPOSITORY.exec(name) ?? [];
  return project !== undefined && repository !== undefined ? { project, repository } : null;
}

const isLiteral = (account: string | null | undefined) => !!account && !/^\/.*\/$|[*?[\]$]/.test(account);

/** Why an allowing rule isn't translated; null if it is. */
function undecided(rule: Rule): string | null {
  const { account, type, labels, service } = rule.match;
  if ((rule.actions ?? []).length === 0) return null;
  if (!isLiteral(account)) return "It isn’t for one named account. Grant access to its robots here.";
  if (labels !== undefined || service) return "It depends on labels or a service.";
  if (type && type !== "repository") return `It is for the type ${type}.`;
  return placeOf(rule) ? null : "Its repositories can’t be expressed. Use a project, or a single repository.";
}

function* userOf(loginName: string, password: string, rules: readonly Rule[]): Generator<Found> {
  const stored = readBcrypt(password);
  const cannot = (reason: string): Found => ({ kind: "cannot move", name: loginName, reason });
  const fault = loginNameFault(loginName);
  if (fault || stored === null) return yield cannot(fault ?? "Only bcrypt passwords can be imported.");
  const isOwn = (rule: Rule) => rule.match.account === loginName && (rule.actions ?? []).length > 0 && !undecided(rule);
  const own = rules.filter(isOwn);
  const places = new Set(own.map((rule) => placeOf(rule)?.project));
  const last = rules.findLastIndex(isOwn);
  // The first rule that matches wins, so an earlier one may have given this account less than its own rules say.
  const earlier = rules.findIndex((rule, index) => index < last && !isOwn(rule) && mayConcern(rule, loginName, places));
  if (earlier >= 0) return yield cannot(`Rule ${earlier + 1} may apply before its own rules. Set its access here.`);
  yield* robotOf(loginName, stored, own);
}

function mayConcern(rule: Rule, loginName: string, projects: ReadonlySet<string | undefined>): boolean {
  const { account } = rule.match;
  if (account === "" || (isLiteral(account) && account !== loginName)) return false;
  const place = placeOf(rule);
  return place === null || projects.has(place.project);
}

function* robotOf(loginName: string, stored: string, rules: readonly Rule[]): Generator<Found> {
  const grants: EntryGrant[] = [];
  const addresses = new Set(rules.map(({ match }) => match.ip ?? ""));
  if (addresses.size > 1)
    return yield { kind: "cannot move", name: loginName, reason: "Its rules are for different addresses." };
  const [address = ""] = addresses;
  const reading = address === "" ? null : readNetwork(address);
  if (reading && "fault" in reading) return yield { kind: "cannot move", name: loginName, reason: reading.fault };
  for (const rule of rules) {
    const place = placeOf(rule);
    if (!place) continue;
    if (place.repository === null) yield { kind: "right", from: "project/*", to: "every repository, at any depth" };
    for (const action of rule.actions ?? [])
      yield { kind: "right", from: action, to: RIGHTS[action]?.join(", ") ?? null };
    const fault = addGrant(
      grants,
      place,
      (rule.actions ?? []).flatMap((action) => RIGHTS[action] ?? []),
    );
    if (fault) return yield { kind: "cannot move", name: loginName, reason: fault };
  }
  yield {
    ...{ kind: "robot", loginName, prefix: "", name: loginName, importedId: null, description: "" },
    ...{ home: homeOf(grants), expiresAt: -1, createdAt: null, disabled: false, stored, grants },
    networks: reading ? [reading.network] : [],
  };
}

/** @returns why the order of the rules can't be expressed; null if it can */
function addGrant(
  grants: EntryGrant[],
  place: { project: string; repository: string | null },
  keys: string[],
): string | null {
  const { project, repository } = place;
  const known = grants.flatMap((grant) => (grant.kind === "project" && grant.project === project ? [grant] : []));
  // The earlier rule wins where both match.
  if (known.some(({ repositories }) => !repositories || repositories[0] === repository)) return null;
  const isNarrower = ({ access }: EntryGrant) => keys.some((key) => !access.includes(key));
  if (repository === null && known.some(isNarrower))
    return `Its rules for ${project} depend on their order, which can’t be expressed here.`;
  const grant = grantOfRow({
    project,
    permissions: keys,
    repositories: repository === null ? undefined : [repository],
  });
  if (grant) grants.push(grant);
  return null;
}
