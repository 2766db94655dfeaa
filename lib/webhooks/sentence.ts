import { EVENT_TEXTS, type EventData, type EventType } from "../events/schema";

/** What happened, in one sentence: for chats, mail and the console. */
export function sentenceOf(type: EventType, data: EventData): string {
  const { robot, project, subject, actor } = data;
  const by = actor.type === "system" ? "" : ` by ${actor.name}`;
  const who = robot?.name ?? "A robot account";
  const where = project ? ` in ${project}` : "";
  const facts = (data.changes ?? {}) as { attempts?: number; days?: number; endsAt?: number };
  const from = actor.address ? ` at ${actor.address}` : "";
  const sentences: Partial<Record<EventType, string>> = {
    "robot.created": `${who} was created${by}.`,
    "robot.updated": `${who} was edited${by}.`,
    "robot.enabled": `${who} was enabled${by}.`,
    "robot.disabled": `${who} was disabled${by}.`,
    "robot.deleted": `${who} was deleted${by}.`,
    "robot.expiring": `${who} expires ${inDays(robot?.expires_at ?? 0)}.`,
    "robot.expired": `${who} has expired.`,
    "robot.idle": `${who} hasn’t been used for ${facts.days ?? "many"} days.`,
    "robot.secret.rotated": `The secret of ${who} was refreshed${by}.`,
    "robot.secret.ended": `The old secret of ${who} was ended${by}.`,
    "robot.secret.ending": `${who}${from} still uses its old secret, which ends ${inDays(facts.endsAt ?? 0)}.`,
    "robot.secret.reused": `Someone tried to log in to ${who} with a secret that no longer works.`,
    "robot.secret.leaked": `The secret of ${who} was reported as leaked${by}.`,
    "project.created": `The project ${project ?? ""} was created${by}.`,
    "project.deleted": `The project ${project ?? ""} was deleted${by}.`,
    "member.added": `${subject ?? "Someone"} became a member of ${project ?? "a project"}${by && `, added${by}`}.`,
    "member.changed": `The role of ${subject ?? "someone"}${where} was changed${by}.`,
    "member.removed": `${subject ?? "Someone"} was removed from ${project ?? "a project"}${by}.`,
    "policy.updated": `The policy of ${project ?? "the instance"} was changed${by}.`,
    "signing-key.announced": `The next signing key was announced${by}.`,
    "signing-key.switched": `A new signing key is in use${by && `, switched${by}`}.`,
    "import.applied": `Robot accounts were imported from ${subject ?? "another registry"}${by}.`,
    "login.refused": `${facts.attempts ?? 0} logins were refused within an hour${where}.`,
    "endpoint.disabled": `The webhook to ${subject ?? "a receiver"}${where} was disabled.`,
    "test.ping": `${actor.name} sent this to test the webhook. It works.`,
  };
  return sentences[type] ?? `${EVENT_TEXTS[type].what}.`;
}

const DAY_SECONDS = 86_400;

/** "today", "tomorrow", "in 7 days". */
export function inDays(expiresAt: number, now = Date.now()): string {
  const days = Math.ceil((expiresAt - now / 1000) / DAY_SECONDS);
  if (days <= 0) return "today";
  return days === 1 ? "within a day" : `in ${days} days`;
}
