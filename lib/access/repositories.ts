import { z } from "zod";
import { atMost } from "../bounded-array";

/** One path component of a repository's name in Distribution's reference grammar, as regular expression source. */
export const REPOSITORY_COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";

const NAME = new RegExp(`^${REPOSITORY_COMPONENT}(?:/${REPOSITORY_COMPONENT})*$`);
const BELOW = "/*";
/** Every repository of a project. */
export const ALL_REPOSITORIES = "*";
export const MAX_PATTERNS = 50;
const MAX_NAME_LENGTH = 255;

/**
 * What limits a grant to some repositories: `site` is that repository, `team/*` are all below `team/` at any depth. Names
 * are relative to the project. Repositories needn't exist yet.
 */
export type Patterns = readonly string[];

/** Permissions that concern a single repository; all others are for the whole project. */
const IN_REPOSITORY: ReadonlySet<string> = new Set([
  ...["repository:push", "repository:pull", "artifact:delete", "tag:create", "tag:delete"],
  ...["artifact-label:create", "scan:create"],
]);

/** Whether the permission concerns a single repository. */
export const isRepositoryKey = (key: string): boolean => IN_REPOSITORY.has(key);

/** Concerns the robot itself, so it goes with any limit. */
const OF_ITSELF = "robot:rotate-self";

/** The permissions that can't be limited to some repositories. */
export const wholeProjectKeys = <Key extends string>(keys: readonly Key[]): Key[] =>
  keys.filter((key) => !isRepositoryKey(key) && key !== OF_ITSELF);

/** Why these permissions can't be limited to these repositories; null if they can, or there is no limit. */
export function limitFault(keys: readonly string[], repositories: Patterns | undefined): string | null {
  const [key] = repositories ? wholeProjectKeys(keys) : [];
  return key ? `"${key}" is for the whole project; take it out or allow all repositories` : null;
}

/**
 * Why a pattern isn't valid; null if it is.
 * @param pattern without the project
 */
function patternFault(pattern: string): string | null {
  const name = pattern.endsWith(BELOW) ? pattern.slice(0, -BELOW.length) : pattern;
  const shown = pattern.toWellFormed().slice(0, 60);
  if (pattern === "") return "Enter a repository such as site, or team/* for everything below team/.";
  if (name.includes("*")) return `“${shown}”: "*" stands alone or after the last "/"`;
  if (pattern.length > MAX_NAME_LENGTH) return `“${shown}…” is too long: at most ${MAX_NAME_LENGTH} characters.`;
  if (NAME.test(name)) return null;
  return `“${shown}” can’t be a repository. Use lowercase letters and digits, with single dots, underscores or hyphens between them, and / between the parts.`;
}

/** A pattern as typed, without its project: people paste whole names. */
function withoutProject(typed: string, project: string | null): string {
  const prefix = `${project}/`;
  return project !== null && typed.startsWith(prefix) ? typed.slice(prefix.length) : typed;
}

/** The inverse of what reading takes off, so that a pattern that starts like its project survives a round trip. */
export const typedPattern = (pattern: string, project: string | null): string =>
  withoutProject(pattern, project) === pattern ? pattern : `${project}/${pattern}`;

export type PatternReading = {
  /** Sorted; undefined for all repositories. */
  patterns: string[] | undefined;
  /** Left out, because another pattern covers it. */
  covered: { pattern: string; by: string }[];
};

/** Reads patterns as typed. @returns the fault of the first that isn't valid */
export function readPatterns(typed: readonly string[], project: string | null): PatternReading | { fault: string } {
  const given = [...new Set(typed.map((text) => withoutProject(text.trim(), project)))].sort();
  for (const pattern of given) {
    const fault = pattern === ALL_REPOSITORIES ? null : patternFault(pattern);
    if (fault !== null) return { fault };
  }
  const covered = given.flatMap((pattern) => {
    const by = given.find((other) => other !== pattern && coversPattern(other, pattern));
    return by === undefined ? [] : [{ pattern, by }];
  });
  if (given.includes(ALL_REPOSITORIES)) return { patterns: undefined, covered };
  return { patterns: given.filter((pattern) => !covered.some((one) => one.pattern === pattern)), covered };
}

/** Whether everything that `pattern` matches is matched by `own`. */
export function coversPattern(own: string, pattern: string): boolean {
  if (own === ALL_REPOSITORIES || own === pattern) return true;
  // The slash stays: team/* covers team/a and team/a/*, but not teamx.
  return own.endsWith(BELOW) && pattern.startsWith(own.slice(0, -1));
}

/**
 * Whether a limit lets a repository in.
 * @param repository its name without the project; names outside the grammar are never let in
 */
export function matchesRepository(patterns: Patterns, repository: string): boolean {
  return patterns.some((pattern) => coversPattern(pattern, repository)) && NAME.test(repository);
}

/** Patterns as typed. All of them together are at most {@link MAX_PATTERNS} long before covered ones are merged. */
export const typedPatternsSchema = atMost(
  z.array(z.string("Enter a repository.")).min(1, "Enter at least one repository, or choose all repositories."),
  MAX_PATTERNS,
  `At most ${MAX_PATTERNS} repositories.`,
);

/** The stored form; empty for all repositories. */
export const formatPatterns = (patterns: Patterns | undefined): string => patterns?.join(" ") ?? "";

export function parsePatterns(stored: string | null): string[] | undefined {
  return stored ? stored.split(" ") : undefined;
}
