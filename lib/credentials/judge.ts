import { networkOf } from "./network";
import { assertRoomForPassword, verifyPassword } from "./password";
import { type Attempt, assertMayTry, countAttempt } from "./throttle";

/** bcrypt of a random text at the cost in use: a name that nobody has costs the caller what a wrong secret costs. */
export const NOBODY = "$2b$12$TGJa/iY.S/BjLY6v0dRS9.fk0ZhzsmjvVkrumuWN3XW4uARgAHs4S";

type Options = {
  /** What else a wrong secret leaves behind, such as an audit row. */
  onWrong?: () => Promise<void>;
  /** Counts as a failed attempt even with the right secret: it opens nothing. */
  isUseless?: boolean;
};

/** Attempts under way: a client that opens ten connections at once is one attempt and one comparison when it is right. */
const underWay = new Map<string, Promise<boolean>>();

/**
 * Whether a secret that can be guessed is right. Each attempt is counted before it is judged, and given back when it was
 * right or nobody judged it.
 * @param stored its bcrypt hash, or {@link NOBODY}
 * @throws AppError TOO_MANY_REQUESTS after too many failed attempts; UNAVAILABLE when too many comparisons are waiting
 */
export async function judge(attempt: Attempt, stored: string, options: Options = {}): Promise<boolean> {
  const { kind, name, secret, address, device } = attempt;
  const key = JSON.stringify([kind, name, networkOf(address), device ?? null, stored, secret]);
  const same = underWay.get(key);
  if (!same) {
    const judging = judgeAlone(attempt, stored, options).finally(() => underWay.delete(key));
    underWay.set(key, judging);
    return judging;
  }
  // A wrong one proves nothing for the others: each of them is counted.
  return (await same.catch(() => false)) || judgeAlone(attempt, stored, options);
}

async function judgeAlone(attempt: Attempt, stored: string, { onWrong, isUseless = false }: Options): Promise<boolean> {
  const network = networkOf(attempt.address);
  await assertMayTry(attempt);
  assertRoomForPassword(network);
  const counted = await countAttempt(attempt);
  const isRight = await verifyPassword(attempt.secret, stored, network).catch(async (error: unknown) => {
    await counted.unjudged();
    throw error;
  });
  if (!isRight) await onWrong?.();
  else if (!isUseless) await counted.right();
  return isRight;
}
