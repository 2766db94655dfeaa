/** Every action that leaves a row in the audit log. */
export const AUDIT_ACTIONS = [
  "robot.create",
  "robot.update",
  "robot.enable",
  "robot.disable",
  "robot.refresh-secret",
  "robot.delete",
  "project.create",
  "project.delete",
  "member.add",
  "member.change-role",
  "member.remove",
  "user.create",
  "user.enable",
  "user.disable",
  "user.make-admin",
  "user.revoke-admin",
  "user.reset-password",
  "user.change-password",
  "session.sign-in",
  "session.sign-out",
  "signing-key.create",
  "signing-key.announce",
  "signing-key.switch",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export type AuditResult = "success" | "failed" | "refused";

/** What an audit row is about. Ids and names as they were at that moment. */
export type AuditSubject = {
  project?: { id: number; name: string } | null;
  robot?: { id: number; loginName: string } | null;
  /** A person's username, or the name of what was asked for and does not exist. */
  targetName?: string;
};
