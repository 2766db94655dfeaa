import { z } from "zod";
import type { RobotFacts } from "../events/schema";

/** `tried` is shown when the action failed or was refused. */
type ActionText = { done: string; tried: string };

export const AUDIT_ACTION_TEXTS = {
  "robot.create": { done: "Created the robot account", tried: "Tried to create a robot account" },
  "robot.update": { done: "Edited the robot account", tried: "Tried to edit the robot account" },
  "robot.enable": { done: "Enabled the robot account", tried: "Tried to enable the robot account" },
  "robot.disable": { done: "Disabled the robot account", tried: "Tried to disable the robot account" },
  "robot.refresh-secret": { done: "Refreshed the secret", tried: "Tried to refresh the secret" },
  "robot.end-old-secret": { done: "Ended the old secret", tried: "Tried to end the old secret" },
  "robot.change-old-secret": {
    done: "Changed when the old secret ends",
    tried: "Tried to change when the old secret ends",
  },
  "robot.secret-leaked": { done: "Reported a secret as leaked", tried: "Tried to report a secret as leaked" },
  "robot.secret-reused": {
    done: "Logged in with a secret that no longer works",
    tried: "Tried to log in with a secret that no longer works",
  },
  "robot.delete": { done: "Deleted the robot account", tried: "Tried to delete the robot account" },
  "robot.log-in": { done: "Logged in", tried: "Tried to log in with a wrong secret" },
  "robot.log-in-from": {
    done: "Logged in from an allowed address",
    tried: "Tried to log in from an address that isn’t allowed",
  },
  "robot.learn-secret": {
    done: "Took over the secret from the old registry",
    tried: "Tried to take over a secret from the old registry",
  },
  "robot.import": { done: "Imported the robot account", tried: "Tried to import the robot account" },
  "project.import": { done: "Imported the project", tried: "Tried to import a project" },
  "member.import": { done: "Imported a member", tried: "Tried to import a member" },
  "import.prepare": { done: "Prepared an import", tried: "Tried to prepare an import" },
  "import.apply": { done: "Applied an import", tried: "Tried to apply an import" },
  "project.create": { done: "Created the project", tried: "Tried to create a project" },
  "project.update": { done: "Changed the project’s settings", tried: "Tried to change the project’s settings" },
  "project.delete": { done: "Deleted the project", tried: "Tried to delete the project" },
  "member.add": { done: "Added a member", tried: "Tried to add a member" },
  "member.change-role": { done: "Changed a member’s role", tried: "Tried to change a member’s role" },
  "member.remove": { done: "Removed a member", tried: "Tried to remove a member" },
  "user.create": { done: "Created a person", tried: "Tried to create a person" },
  "user.enable": { done: "Enabled a person", tried: "Tried to enable a person" },
  "user.disable": { done: "Disabled a person", tried: "Tried to disable a person" },
  "user.make-admin": { done: "Made a person a system admin", tried: "Tried to make a person a system admin" },
  "user.revoke-admin": { done: "Removed system admin", tried: "Tried to remove system admin" },
  "user.reset-password": { done: "Reset a password", tried: "Tried to reset a password" },
  "user.change-password": { done: "Changed their own password", tried: "Tried to change their own password" },
  "session.sign-in": { done: "Signed in", tried: "Tried to sign in" },
  "session.sign-out": { done: "Signed out", tried: "Tried to sign out" },
  "signing-key.create": { done: "Created the signing key", tried: "Tried to create a signing key" },
  "signing-key.announce": { done: "Announced the next signing key", tried: "Tried to announce a signing key" },
  "signing-key.switch": { done: "Switched to the next signing key", tried: "Tried to switch the signing key" },
  "policy.update": { done: "Changed the policy", tried: "Tried to change the policy" },
  "webhook.create": { done: "Added a webhook", tried: "Tried to add a webhook" },
  "webhook.update": { done: "Edited a webhook", tried: "Tried to edit a webhook" },
  "webhook.rotate-secret": { done: "Rotated a webhook’s secret", tried: "Tried to rotate a webhook’s secret" },
  "webhook.delete": { done: "Deleted a webhook", tried: "Tried to delete a webhook" },
  "webhook.disable": { done: "Disabled a webhook that kept failing", tried: "Tried to disable a webhook" },
  "webhook.test": { done: "Tested a webhook", tried: "Tried to test a webhook" },
  "webhook.send-again": { done: "Resent webhook deliveries", tried: "Tried to resend webhook deliveries" },
  "reminders.update": { done: "Changed the reminders", tried: "Tried to change the reminders" },
  "mail.test": { done: "Sent a test email", tried: "Tried to send a test email" },
  "user.change-notices": {
    done: "Changed their own email notifications",
    tried: "Tried to change their own email notifications",
  },
  "registry.check": { done: "Checked a registry", tried: "Tried to check a registry" },
  "registry.set-host": { done: "Changed the registry’s host", tried: "Tried to change the registry’s host" },
  "audit.set-retention": {
    done: "Changed how long activity is kept",
    tried: "Tried to change how long activity is kept",
  },
  "audit.purge": { done: "Removed old activity", tried: "Tried to remove old activity" },
} as const satisfies Record<string, ActionText>;

export type AuditAction = keyof typeof AUDIT_ACTION_TEXTS;
export const AUDIT_ACTIONS = Object.keys(AUDIT_ACTION_TEXTS) as AuditAction[];

export const AUDIT_RESULTS = ["success", "failed", "refused"] as const;
export type AuditResult = (typeof AUDIT_RESULTS)[number];

/** Ids and names as they were at the time. */
export type AuditSubject = {
  project?: { id: number; name: string } | null;
  robot?: RobotFacts | null;
  /** A username, or the requested name of something that does not exist. */
  targetName?: string;
};

/** Hours before now, by the value in the URL. */
export const AUDIT_SPANS = { "1h": 1, "24h": 24, "7d": 7 * 24, "30d": 30 * 24, "90d": 90 * 24 } as const;
export type AuditSpan = keyof typeof AUDIT_SPANS;

export const AUDIT_PAGE_SIZES = [25, 50, 100] as const;

/** A name or a part of one. Postgres rejects NUL even in a condition. */
export const namePart = z
  .string()
  .catch("")
  .transform((name) => name.replaceAll("\0", "").toWellFormed().trim().slice(0, 255));

/** Parses an ISO 8601 date or time since 1970, in UTC unless it has a zone; null if invalid. */
export function parseInstant(text: string): Date | null {
  const [, day, time = "T00:00", zone = "Z"] =
    /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)?(Z|[+-]\d{2}:\d{2})?$/.exec(text.trim()) ?? [];
  const date = new Date(`${day}${time}${zone}`);
  return date.getTime() >= 0 ? date : null;
}

const instant = z.string().catch("").transform(parseInstant);

/** Invalid values in a URL are ignored. */
export const auditFilterSchema = z.object({
  /** Username, or a part of it. */
  actor: namePart,
  /** Login name, or a part of it. */
  robot: namePart,
  /** Only for the log of the instance. */
  project: namePart,
  action: z.enum(AUDIT_ACTIONS).nullable().catch(null),
  result: z.enum(AUDIT_RESULTS).nullable().catch(null),
  span: z
    .enum(Object.keys(AUDIT_SPANS) as AuditSpan[])
    .nullable()
    .catch(null),
  /** Inclusive; `span` takes precedence. */
  from: instant,
  /** Exclusive. */
  to: instant,
});
export type AuditFilter = z.output<typeof auditFilterSchema>;

/** Epoch milliseconds and id of the row that a page continues from. */
export type AuditCursor = { at: number; id: number };

/** The last millisecond of the year 9999 and the largest 32-bit id: the databases reject greater values. */
const LAST: AuditCursor = { at: 253_402_300_799_999, id: 2_147_483_647 };

/** Parses `<milliseconds>-<id>`; null if invalid. */
export function parseCursor(text: string): AuditCursor | null {
  const [, at, id] = /^(\d{1,15})-(\d{1,10})$/.exec(text)?.map(Number) ?? [];
  return at !== undefined && id !== undefined && at <= LAST.at && id <= LAST.id ? { at, id } : null;
}

export function formatCursor({ at, id }: AuditCursor): string {
  return `${at}-${id}`;
}

const cursor = z.string().catch("").transform(parseCursor);

export const listAuditSchema = auditFilterSchema.extend({
  before: cursor,
  after: cursor,
  size: z.literal(AUDIT_PAGE_SIZES).catch(50),
});
export type ListAuditInput = z.output<typeof listAuditSchema>;

/** A hundred years. */
export const MAX_RETENTION_DAYS = 36_500;

/** Null keeps activity indefinitely. */
export const retentionSchema = z.object({
  days: z
    .number("Enter a whole number of days.")
    .int("Enter a whole number of days.")
    .min(1, "At least 1 day.")
    .max(MAX_RETENTION_DAYS, `At most ${MAX_RETENTION_DAYS} days; choose “Indefinitely” instead.`)
    .nullable(),
});
export type RetentionInput = z.output<typeof retentionSchema>;
