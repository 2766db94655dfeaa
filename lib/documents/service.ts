import type { Actor } from "@/lib/access/caller";
import { type Claim, writeAs } from "@/lib/authority/claim";
import { isUniqueViolation } from "../db/errors";
import type { Tx } from "../db/transaction";
import { AppError } from "../errors";
import { manageableHome } from "../robots/access";
import { assertNoRename } from "./rename";
import type { ApplyInput } from "./schema";
import { type Change, pruning, type Step, stepFor, type Written } from "./steps";
import { robotNamed, robotsIn } from "./stored";
import { type Wanted, wantedByHome } from "./wanted";

/** `id`: null while it is only planned. `secret`: of a robot that was just made, and never again. */
export type AppliedChange = Change & { id: number | null; secret: string | null };

/** Ends a dry run: everything it has tried is rolled back. */
class Rehearsed extends Error {}

/**
 * Makes robots what documents say, all of them or none, in one transaction. A dry run writes the same and takes it back, so
 * that a plan promises nothing that its apply would refuse.
 * @throws AppError NOT_FOUND or FORBIDDEN by role in any of the homes, and then nothing is written; BAD_REQUEST when a
 * document contradicts itself; CONFLICT when another owner manages a robot, a robot would be renamed, or one changed
 * meanwhile; UNPROCESSABLE when a policy doesn't allow an expiry
 */
export async function applyDocuments(actor: Actor, input: ApplyInput): Promise<AppliedChange[]> {
  const { claims, steps } = await plan(actor, input);
  const [claim, ...also] = claims;
  if (!claim) return [];
  let done: Written[] = [];
  try {
    await writeAs(
      claim,
      async (tx) => {
        done = await writeAll(tx, steps);
        if (input.dryRun) throw new Rehearsed();
      },
      { also },
    );
  } catch (error) {
    if (isUniqueViolation(error))
      throw new AppError("CONFLICT", "a robot account with one of these names was just created; run it again");
    if (!(error instanceof Rehearsed)) throw error;
  }
  return steps.map(({ change, id }, index) => ({
    ...change,
    ...(input.dryRun ? { id, secret: null } : { id: done[index]?.id ?? id, secret: done[index]?.secret ?? null }),
  }));
}

async function writeAll(tx: Tx, steps: readonly Step[]): Promise<Written[]> {
  const done: Written[] = [];
  for (const { at, id, write } of steps) done.push(write ? await named(at, () => write(tx)) : { id: id ?? 0 });
  return done;
}

/** Says in an error which robot it is about. */
async function named<T>(at: string, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, `${at}: ${error.message}`, { fields: { [at]: error.message } });
  }
}

/** Reads what there is, after the caller has shown that they may change it. */
async function plan(actor: Actor, { documents, owner, prune, allowReplace }: ApplyInput) {
  const claims: Claim[] = [];
  const steps: Step[] = [];
  const places: { home: Awaited<ReturnType<typeof manageableHome>>["home"]; wanted: Wanted[] }[] = [];
  for (const [project, wanted] of wantedByHome(documents)) {
    const { home, claim } = await manageableHome(actor, project, { action: "robot.update" });
    claims.push(claim);
    places.push({ home, wanted });
  }
  for (const { home, wanted } of places) {
    const place = { actor, home, owner };
    const names = wanted.map(({ name }) => name);
    const robots = await robotsIn(home, { names, owner: prune && owner ? owner : null });
    const own: Step[] = [];
    for (const one of wanted)
      own.push(await named(one.at, () => stepFor(place, one, robotNamed(robots, home, one.name))));
    const gone = robots.filter(({ name, managedBy }) => !names.includes(name) && managedBy === owner);
    own.push(...gone.map((robot) => pruning(place, robot)));
    if (!allowReplace) assertNoRename(own);
    steps.push(...own);
  }
  return { claims, steps };
}
