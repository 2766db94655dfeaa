import type { EventType } from "./schema";

/**
 * The event of each audit action that has one. By text rather than by type, so that an action that is added elsewhere
 * under one of these names is told at once.
 */
const EVENT_OF_ACTION: Readonly<Record<string, EventType>> = {
  "robot.create": "robot.created",
  "robot.update": "robot.updated",
  "robot.enable": "robot.enabled",
  "robot.disable": "robot.disabled",
  "robot.delete": "robot.deleted",
  "robot.refresh-secret": "robot.secret.rotated",
  "robot.end-old-secret": "robot.secret.ended",
  "robot.secret-reused": "robot.secret.reused",
  "robot.secret-leaked": "robot.secret.leaked",
  "project.create": "project.created",
  "project.delete": "project.deleted",
  "member.add": "member.added",
  "member.change-role": "member.changed",
  "member.remove": "member.removed",
  "policy.update": "policy.updated",
  "signing-key.announce": "signing-key.announced",
  "signing-key.switch": "signing-key.switched",
  "import.apply": "import.applied",
  "webhook.disable": "endpoint.disabled",
};

/** A login with an old secret fails, and that is the news. */
const ALSO_WHEN_FAILED: readonly EventType[] = ["robot.secret.reused"];

/** The event of an audit row; null if there is none. */
export function eventOf(action: string, result: string): EventType | null {
  const type = EVENT_OF_ACTION[action];
  if (!type) return null;
  return result === "success" || (result === "failed" && ALSO_WHEN_FAILED.includes(type)) ? type : null;
}
