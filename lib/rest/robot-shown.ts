import type { z } from "zod";
import type { RevealedSecret } from "../robots/creation";
import type { Robot } from "../robots/robot";
import { entityTag } from "./etag";
import { shownPermissions } from "./robot-access";
import type { RobotShown, robotCreated } from "./robot-schema";

export const levelOf = ({ home }: Robot) => (home.kind === "project" ? "project" : "system");

/** A robot as replies show it. */
export function shown(robot: Robot): RobotShown {
  return {
    id: robot.id,
    name: robot.loginName,
    description: robot.description,
    contact: robot.contact,
    level: levelOf(robot),
    duration: robot.durationDays,
    expires_at: robot.expiresAt,
    disable: robot.disabled,
    editable: true,
    creation_time: robot.createdAt.toISOString(),
    update_time: robot.updatedAt.toISOString(),
    secret_changed_at: robot.secrets.changedAt.toISOString(),
    previous_secret: previousSecret(robot),
    creator_type: robot.creatorType === "robot" ? "robot" : "local",
    creator_ref: robot.creatorId,
    permissions: shownPermissions(robot.access),
    managed_by: robot.managedBy,
    imported_from: robot.importedFrom,
    imported_at: robot.importedAt?.toISOString() ?? null,
    moved_at: robot.movedAt?.toISOString() ?? null,
    allowed_addresses: robot.allowedAddresses.map(({ network }) => network),
  };
}

function previousSecret({ secrets: { old } }: Robot): RobotShown["previous_secret"] {
  return old && { expires_at: old.endsAt, last_used_at: old.usedAt?.toISOString() ?? null };
}

/** A new robot: the reply to its creation alone includes the secret. */
export function shownCreated(made: RevealedSecret): z.output<typeof robotCreated> {
  const { id, loginName, createdAt, expiresAt, secret } = made;
  return { creation_time: createdAt.toISOString(), expires_at: expiresAt, id, name: loginName, secret };
}

/** Without the old secret and the first login, which come and go while nobody changes the robot. */
export const tagOf = (robot: Robot) =>
  entityTag([robot.version, { ...shown(robot), previous_secret: undefined, moved_at: undefined }]);
