import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { RequestContext } from "@/lib/access/caller";
import { type AuditActor, recordAudit } from "@/lib/audit/service";
import { hashPassword } from "@/lib/credentials/password";
import { assertGoodPassword } from "@/lib/credentials/password-policy";
import { type Attempt, assertMayTry, countAttempt } from "@/lib/credentials/throttle";
import { getDb } from "@/lib/db/client";
import { isUniqueViolation } from "@/lib/db/errors";
import { type Tx, withTransaction } from "@/lib/db/transaction";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { hasUsers } from "./queries";
import type { SetupInput } from "./schema";
import { createUserSchema } from "./schema";
import { insertUser } from "./service";

/** Setup deletes this row, so only one of two concurrent setups succeeds. */
const NONCE = "setup-nonce";

const DONE = "This instance is already set up. Sign in.";

/**
 * On an instance without people, creates the first admin from the settings or opens setup.
 * @throws AppError UNPROCESSABLE for a password that is easy to guess
 * @returns a message for the operator with the one-time code; null once there are people
 */
export async function prepareFirstAdmin(): Promise<string | null> {
  if (await hasUsers()) return null;
  await openSetup();
  const { ADMIN_USERNAME, ADMIN_PASSWORD, PUBLIC_URL } = env();
  if (!ADMIN_USERNAME || !ADMIN_PASSWORD) {
    const code = await setupCode();
    return (
      code &&
      `First start: open ${PUBLIC_URL}/setup and create the first administrator with this one-time code: ${code}`
    );
  }
  const input = createUserSchema.parse({
    username: ADMIN_USERNAME,
    name: ADMIN_USERNAME,
    email: "",
    password: ADMIN_PASSWORD,
    isAdmin: true,
  });
  const actor = { type: "system", name: "ADMIN_USERNAME", address: null, requestId: null } as const;
  await createFirstAdmin(actor, input).catch((error) => {
    // Another instance that is starting was faster.
    if (!(error instanceof AppError && error.code === "CONFLICT")) throw error;
  });
  return `First start: sign in at ${PUBLIC_URL}/login as ${input.username} with ADMIN_PASSWORD.`;
}

/**
 * Creates the first admin of a new instance with the one-time code from the log.
 * @throws AppError CONFLICT if there is one already; UNPROCESSABLE for a wrong code or a password that is easy to guess;
 * TOO_MANY_REQUESTS
 */
export async function completeSetup(context: RequestContext, input: SetupInput): Promise<void> {
  const code = await setupCode();
  if (code === null) throw new AppError("CONFLICT", DONE);
  const guess: Attempt = { kind: "setup", name: "", secret: input.code, address: context.address };
  await assertMayTry(guess);
  const counted = await countAttempt(guess);
  const actor = { type: "anonymous", name: "setup", ...context } as const;
  if (!sameCode(code, input.code)) {
    const attempt = { actor, action: "user.create", result: "failed", targetName: input.username } as const;
    await withTransaction((tx) => recordAudit(tx, { ...attempt, details: { reason: "wrong set-up code" } }));
    const message = "That isn’t the code from the server log.";
    throw new AppError("UNPROCESSABLE", message, { fields: { code: message } });
  }
  await counted.right();
  await createFirstAdmin(actor, { ...input, email: "", isAdmin: true });
}

async function createFirstAdmin(
  actor: AuditActor,
  input: { username: string; name: string; email: string; password: string; isAdmin: boolean },
): Promise<void> {
  const { username, name, email, isAdmin } = input;
  assertGoodPassword(input.password, username);
  const passwordHash = await hashPassword(input.password);
  await withTransaction(async (tx) => {
    await closeSetup(tx);
    await insertUser(tx, actor, { username, name, email, isAdmin, passwordHash });
  });
}

async function closeSetup(tx: Tx): Promise<void> {
  const { count } = await tx.setting.deleteMany({ where: { key: NONCE } });
  // The row can exist although there are people: an instance that was slow to start may have recreated it.
  if (count === 0 || (await tx.user.findFirst({ select: { id: true } }))) throw new AppError("CONFLICT", DONE);
}

async function openSetup(): Promise<void> {
  const value = randomBytes(16).toString("hex");
  try {
    await getDb().setting.upsert({ where: { key: NONCE }, create: { key: NONCE, value }, update: {} });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
}

/** Derived rather than stored, and the same on all instances of a database. Null once there is a first admin. */
async function setupCode(): Promise<string | null> {
  const nonce = await getDb().setting.findUnique({ where: { key: NONCE }, select: { value: true } });
  if (!nonce || (await hasUsers())) return null;
  const digest = createHmac("sha256", env().AUTH_SECRET).update(`${NONCE}:${nonce.value}`).digest();
  const letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
  const text = Array.from(digest.subarray(0, 16), (byte) => letters[byte % letters.length]).join("");
  return text.replace(/(.{4})(?=.)/g, "$1-");
}

function sameCode(expected: string, given: string): boolean {
  const digest = (code: string) =>
    createHmac("sha256", "compare")
      .update(code.toUpperCase().replace(/[^A-Z0-9]/g, ""))
      .digest();
  return timingSafeEqual(digest(expected), digest(given));
}
