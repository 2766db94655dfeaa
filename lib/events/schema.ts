import { z } from "zod";

type EventText = { group: string; what: string };

/** Every type of event, with what it tells. The order is that of the screens and of the OpenAPI document. */
export const EVENT_TEXTS = {
  "robot.created": { group: "Robot accounts", what: "A robot account was created" },
  "robot.updated": { group: "Robot accounts", what: "A robot account was edited" },
  "robot.enabled": { group: "Robot accounts", what: "A robot account was enabled" },
  "robot.disabled": { group: "Robot accounts", what: "A robot account was disabled" },
  "robot.deleted": { group: "Robot accounts", what: "A robot account was deleted" },
  "robot.expiring": { group: "Robot accounts", what: "A robot account expires soon" },
  "robot.expired": { group: "Robot accounts", what: "A robot account has expired" },
  "robot.idle": { group: "Robot accounts", what: "A robot account hasn’t been used for as long as the policy allows" },
  "robot.secret.rotated": { group: "Secrets", what: "A secret was refreshed" },
  "robot.secret.ended": { group: "Secrets", what: "An old secret was ended early" },
  "robot.secret.ending": { group: "Secrets", what: "An old secret ends within a day and is still in use" },
  "robot.secret.reused": { group: "Secrets", what: "A login used a secret that no longer works" },
  "robot.secret.leaked": { group: "Secrets", what: "A secret was reported as leaked" },
  "project.created": { group: "Projects", what: "A project was created" },
  "project.deleted": { group: "Projects", what: "A project was deleted" },
  "member.added": { group: "Projects", what: "A person became a member" },
  "member.changed": { group: "Projects", what: "A member’s role changed" },
  "member.removed": { group: "Projects", what: "A member was removed" },
  "policy.updated": { group: "Projects", what: "A policy changed" },
  "signing-key.announced": { group: "Instance", what: "The next signing key was announced" },
  "signing-key.switched": { group: "Instance", what: "A new signing key is in use" },
  "import.applied": { group: "Instance", what: "Robot accounts were imported (one event for all)" },
  "login.refused": { group: "Instance", what: "Logins were refused (total per hour)" },
  "endpoint.disabled": { group: "Instance", what: "A webhook was disabled because its deliveries failed" },
  "test.ping": { group: "Instance", what: "Someone tested the webhook" },
} as const satisfies Record<string, EventText>;

export type EventType = keyof typeof EVENT_TEXTS;
export const EVENT_TYPES = Object.keys(EVENT_TEXTS) as EventType[];

/** A test goes to the webhook that is tested, whatever it subscribes to. */
export const SUBSCRIBABLE = EVENT_TYPES.filter((type) => type !== "test.ping");
/** A project never hears of these. */
const INSTANCE_ONLY: readonly EventType[] = [
  ...(["signing-key.announced", "signing-key.switched", "project.created", "import.applied"] as const),
];
export const PROJECT_SUBSCRIBABLE = SUBSCRIBABLE.filter((type) => !INSTANCE_ONLY.includes(type));

export const isEventType = (text: string): text is EventType => Object.hasOwn(EVENT_TEXTS, text);

/** A robot at the time of the event. */
const eventRobot = z.object({
  id: z.int(),
  name: z.string().meta({ description: "The login name." }),
  project: z.string().nullable().meta({ description: "Null for a system robot." }),
  level: z.enum(["project", "system"]),
  expires_at: z.int().meta({ description: "Unix time; -1 for never." }),
  status: z.enum(["active", "disabled", "expired"]),
  last_used_at: z.iso.datetime().nullable(),
});
export type EventRobot = z.output<typeof eventRobot>;

export const eventActor = z.object({
  type: z.enum(["user", "robot", "system", "anonymous"]),
  name: z.string(),
  address: z.string().optional().meta({ description: "Only if the webhook includes addresses." }),
});

/** The `data` of every event. */
export const eventDataSchema = z.object({
  robot: eventRobot.optional(),
  project: z.string().optional().meta({ description: "The project’s name." }),
  subject: z.string().optional().meta({ description: "What else the event is about, such as a username or a key ID." }),
  actor: eventActor,
  changes: z.record(z.string(), z.unknown()).optional(),
  url: z.string().meta({ description: "The page in Purser that shows it." }),
});
export type EventData = z.output<typeof eventDataSchema>;

/** What is known about a robot without reading it. */
export type RobotFacts = {
  id: number;
  loginName: string;
  /** Unix epoch seconds, -1 for never. */
  expiresAt?: number;
  disabled?: boolean;
  lastUsedAt?: Date | null;
};
