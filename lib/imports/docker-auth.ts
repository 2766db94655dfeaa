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
const RIGHTS: ReadonlyMap<string, readonly string[]> = new Map([
  ["pull", ["repository:pull"]],
  ["push", ["repository:push"]],
  ["delete", ["artifact:delete"]],
  ["*", ["repository:pull", "repository:push", "artifact:delete"]],
]);

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
  const book = new RuleBook(rules);
  for (const [loginName, user] of Object.entries(users ?? {})) yield* userOf(loginName, user?.password ?? "", book);
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

type Numbered = { rule: Rule; index: number };

/** Rules by whom they concern: users and rules can be so many that comparing each with each would block the process. */
class RuleBook {
  readonly #of = new Map<string, Numbered[]>();
  /** The first rule for several accounts or all, in each project and anywhere. */
  readonly #firstIn = new Map<string, number>();
  #firstAnywhere = Number.POSITIVE_INFINITY;

  constructor(rules: readonly Rule[]) {
    for (const [index, rule] of rules.entries()) {
      const { account } = rule.match;
      const project = placeOf(rule)?.project;
      if (account === "") continue;
      if (account && isLiteral(account)) this.#add(account, { rule, index });
      else if (project === undefined) this.#firstAnywhere = Math.min(this.#firstAnywhere, index);
      else if (!this.#firstIn.has(project)) this.#firstIn.set(project, index);
    }
  }

  #add(account: string, one: Numbered): void {
    const known = this.#of.get(account);
    if (known) known.push(one);
    else this.#of.set(account, [one]);
  }

  of = (account: string): readonly Numbered[] => this.#of.get(account) ?? [];

  firstGeneral(projects: ReadonlySet<string | undefined>): number {
    const each = [...projects].map((project) => this.#firstIn.get(project ?? "") ?? Number.POSITIVE_INFINITY);
    return Math.min(this.#firstAnywhere, ...each);
  }
}

const MAX_RULES_OF_ONE = 1_000;

function* userOf(loginName: string, password: string, book: RuleBook): Generator<Found> {
  const stored = readBcrypt(password);
  const cannot = (reason: string): Found => ({ kind: "cannot move", name: loginName, reason });
  const fault = loginNameFault(loginName);
  if (fault || stored === null) return yield cannot(fault ?? "Only bcrypt passwords can be imported.");
  const mine = book.of(loginName);
  if (mine.length > MAX_RULES_OF_ONE) return yield cannot(`It has more than ${MAX_RULES_OF_ONE} rules.`);
  const isOwn = ({ rule }: Numbered) => (rule.actions ?? []).length > 0 && !undecided(rule);
  const own = mine.filter(isOwn);
  const places = new Set(own.map(({ rule }) => placeOf(rule)?.project));
  const last = own.at(-1)?.index ?? -1;
  // The first rule that matches wins, so an earlier one may have given this account less than its own rules say.
  const other = mine.find((one) => !isOwn(one) && mayConcern(one.rule, places))?.index ?? Number.POSITIVE_INFINITY;
  const earlier = Math.min(other, book.firstGeneral(places));
  if (earlier < last) return yield cannot(`Rule ${earlier + 1} may apply before its own rules. Set its access here.`);
  yield* robotOf(
    loginName,
    stored,
    own.map(({ rule }) => rule),
  );
}

function mayConcern(rule: Rule, projects: ReadonlySet<string | undefined>): boolean {
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
      yield { kind: "right", from: action, to: RIGHTS.get(action)?.join(", ") ?? null };
    const fault = addGrant(
      grants,
      place,
      (rule.actions ?? []).flatMap((action) => RIGHTS.get(action) ?? []),
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
