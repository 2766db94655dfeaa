import { judgeAny } from "../credentials/judge";
import { isGuarded } from "../credentials/schemes";
import { getDb } from "../db/client";
import { findRobotLogin } from "./queries";

/** A secret that somebody found, and the login name if they found that too. */
export type FoundCredential = { name: string | null; secret: string };

/** A stored secret that was reported. */
export type Hit = { robotId: number; hash: string };

/** The robots that have one of these generated secrets. */
export async function findGenerated(hashes: string[]): Promise<Hit[]> {
  const rows = await getDb().robot.findMany({
    where: { OR: [{ secretHash: { in: hashes } }, { oldSecretHash: { in: hashes } }] },
    select: { id: true, secretHash: true, oldSecretHash: true, secretChangedAt: true, oldSecretReplacedAt: true },
  });
  const wanted = new Set(hashes);
  return rows.flatMap(({ id, secretHash, oldSecretHash, ...times }) =>
    [secretHash, isReplacedBy(times) ? oldSecretHash : null].flatMap((hash) =>
      hash && wanted.has(hash) ? [{ robotId: id, hash }] : [],
    ),
  );
}

/** An earlier release refreshes a secret and leaves an older old one in place, which has ended then. */
const isReplacedBy = (robot: { secretChangedAt: Date; oldSecretReplacedAt: Date | null }) =>
  robot.oldSecretReplacedAt?.getTime() === robot.secretChangedAt.getTime();

/** Counts as an attempt to log in. @throws AppError as `judgeAny` */
export async function findManual({ name, secret }: FoundCredential, address: string | null): Promise<Hit | null> {
  const robot = name === null ? null : await findRobotLogin(name);
  if (name === null || !robot) return null;
  const guessable = [robot.secretHash, ...(robot.oldSecret ? [robot.oldSecret.hash] : [])].filter(isGuarded);
  if (guessable.length === 0) return null;
  const match = await judgeAny({ kind: "robot", name, secret, address }, guessable);
  return match === null ? null : { robotId: robot.id, hash: match };
}
