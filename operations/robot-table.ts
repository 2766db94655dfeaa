import type { ShownPermission, ShownRobot } from "@/operations/robot-found";

const HEAD = ["ID", "NAME", "STATUS", "EXPIRES", "PERMISSIONS", "MANAGED BY"];

/** Robot accounts as rows for people. */
export function robotTable(robots: readonly ShownRobot[], now = Date.now()): string[][] {
  return [
    HEAD,
    ...robots.map((robot) => [
      ...[String(robot.id), robot.name, statusOf(robot, now), endOf(robot.expires_at)],
      ...[robot.permissions.map(permissionText).join("; "), robot.managed_by ?? ""],
    ]),
  ];
}

function statusOf({ disable, expires_at: end }: ShownRobot, now: number): string {
  if (disable) return "disabled";
  return end !== -1 && end * 1000 <= now ? "expired" : "active";
}

const endOf = (seconds: number) => (seconds === -1 ? "never" : new Date(seconds * 1000).toISOString().slice(0, 10));

function permissionText({ kind, namespace, access, repositories = [] }: ShownPermission): string {
  const held = access.map(({ resource, action }) => `${resource}:${action}`).join(",");
  const limit = repositories.length > 0 && !repositories.includes("*") ? ` (${repositories.join(",")})` : "";
  return kind === "system" ? held : `${namespace}${limit}: ${held}`;
}
