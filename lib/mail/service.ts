import { randomBytes } from "node:crypto";
import type { Actor } from "@/lib/access/caller";
import { recordAudit } from "../audit/service";
import { admit, instanceClaim, systemAdminsOnly, writeAs } from "../authority/claim";
import { env } from "../env";
import { AppError } from "../errors";
import type { TestMailInput } from "./schema";
import { isMailSet, mailFault, sendLetter } from "./transport";

const NOT_SET = "Email isn’t set up. Set SMTP_URL and SMTP_FROM, then restart Purser.";

/** What the mail server answered last. */
export type TestMailResult = { sent: boolean; answer: string };

/**
 * Sends a mail now and reports what the server answered.
 * @throws AppError FORBIDDEN for anyone but system admins; UNPROCESSABLE without SMTP_URL
 */
export async function sendTestMail(actor: Actor, { to }: TestMailInput): Promise<TestMailResult> {
  const action = "mail.test";
  const claim = instanceClaim(actor, { action }, systemAdminsOnly("Only system admins can send a test email."));
  await admit(claim);
  if (!isMailSet()) throw new AppError("UNPROCESSABLE", NOT_SET);
  const result = await attempt(to);
  await writeAs(claim, (tx) => recordAudit(tx, { actor, action, details: { sent: result.sent } }));
  return result;
}

async function attempt(to: string): Promise<TestMailResult> {
  const { hostname, href } = new URL(env().PUBLIC_URL);
  const text = `This is a test email from Purser at ${href}. If you can read it, email works.`;
  const messageId = `<test-${randomBytes(12).toString("hex")}@${hostname}>`;
  try {
    const answer = await sendLetter({
      to,
      subject: "Test email from Purser",
      text,
      html: `<p>${text}</p>`,
      messageId,
      unsubscribe: null,
    });
    return { sent: true, answer };
  } catch (error) {
    return { sent: false, answer: mailFault(error).text };
  }
}

/** Which server mail goes through, for the settings page; null if mail is not set up. @throws AppError NOT_FOUND */
export function mailServer(actor: Actor): { host: string; from: string } | null {
  if (!actor.isAdmin) throw new AppError("NOT_FOUND", "This page does not exist.");
  const { SMTP_URL, SMTP_FROM } = env();
  return SMTP_URL && SMTP_FROM ? { host: new URL(SMTP_URL).host, from: SMTP_FROM } : null;
}
