import type { Actor } from "@/lib/access/caller";
import { canManageProject } from "@/lib/access/roles";
import type { AuditAction } from "../audit/schema";
import { admit, type Claim, instanceClaim, systemAdminsOnly } from "../authority/claim";
import { getDb } from "../db/client";
import { AppError } from "../errors";
import { manageableProject, readableProject } from "../projects/access";

export const WEBHOOK_GONE = "This webhook doesn’t exist, or you can’t manage it.";
const SYSTEM_ADMINS_ONLY = "Only system admins can manage the instance’s webhooks.";

export type WebhookHome = { id: number; name: string } | null;
export type WebhookTicket = { home: WebhookHome; claim: Claim };

/**
 * Where the caller may add and change webhooks. A refusal leaves an audit row.
 * @param project null for the instance
 * @throws AppError NOT_FOUND or FORBIDDEN by role
 */
export async function manageableWebhooks(
  actor: Actor,
  project: { name: string } | { id: number } | null,
  attempt: { action: AuditAction; targetName?: string },
  hidden?: string,
): Promise<WebhookTicket> {
  if (project) {
    const { claim, ...home } = await manageableProject(actor, project, attempt, hidden);
    return { home, claim };
  }
  const claim = instanceClaim(actor, attempt, systemAdminsOnly(SYSTEM_ADMINS_ONLY));
  await admit(claim);
  return { home: null, claim };
}

const STORED = {
  id: true,
  projectId: true,
  url: true,
  description: true,
  events: true,
  format: true,
  active: true,
  withAddresses: true,
  stopReason: true,
  secretEncrypted: true,
} as const;

const findStored = (id: number) => getDb().webhookEndpoint.findUnique({ where: { id }, select: STORED });
export type StoredWebhook = NonNullable<Awaited<ReturnType<typeof findStored>>>;

/** Authorizes on the project of the stored webhook rather than of the request. Same errors as {@link manageableWebhooks}. */
export async function manageableWebhook(
  actor: Actor,
  id: number,
  action: AuditAction,
): Promise<WebhookTicket & { webhook: StoredWebhook }> {
  const webhook = await findStored(id);
  if (!webhook) throw new AppError("NOT_FOUND", WEBHOOK_GONE);
  const project = webhook.projectId === null ? null : { id: webhook.projectId };
  const attempt = { action, targetName: hostIn(webhook.url) };
  return { webhook, ...(await manageableWebhooks(actor, project, attempt, WEBHOOK_GONE)) };
}

/** What may be told of a webhook's address: the path of a chat's is its secret. */
export const hostIn = (url: string) => new URL(url).host;

/**
 * For reading. Only those who may change webhooks see them.
 * @throws AppError NOT_FOUND for all others
 */
export async function readableWebhooks(
  actor: Actor,
  project: { name: string } | { id: number } | null,
  hidden = "This page does not exist.",
): Promise<WebhookHome> {
  if (!project) {
    if (!actor.isAdmin) throw new AppError("NOT_FOUND", hidden);
    return null;
  }
  const { role, ...home } = await readableProject(actor, project).catch((error: unknown) => {
    throw error instanceof AppError && "id" in project ? new AppError(error.code, hidden) : error;
  });
  if (!canManageProject(role)) throw new AppError("NOT_FOUND", hidden);
  return home;
}
