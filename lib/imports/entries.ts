import { MAX_LOGIN_NAME_LENGTH } from "@/lib/access/robot-name";

/** Permissions in a project, in every project (null), or on the instance. */
export type EntryGrant =
  | { kind: "project"; project: string | null; access: string[]; repositories?: string[] }
  | { kind: "system"; access: string[] };

/** A robot as it will be stored. */
export type RobotEntry = {
  kind: "robot";
  /** As clients send it, byte for byte. */
  loginName: string;
  prefix: string;
  /** The login name without prefix and project. */
  name: string;
  importedId: string | null;
  description: string;
  /** The project it belongs to; null for a system robot. */
  home: string | null;
  /** Unix epoch seconds, or -1. */
  expiresAt: number;
  createdAt: string | null;
  disabled: boolean;
  /** Null: learned at the first login. */
  stored: string | null;
  grants: EntryGrant[];
  /** Networks it may log in from; empty for anywhere. */
  networks: string[];
};

export type ProjectEntry = { kind: "project"; name: string; owner: string; createdAt: string | null };
export type MemberEntry = {
  kind: "member";
  project: string;
  username: string;
  role: "admin" | "viewer";
  roleId: number;
};
export type Entry = RobotEntry | ProjectEntry | MemberEntry;

/** What a reader finds: something to store, or a note for the dry run. */
export type Found =
  | Entry
  | { kind: "cannot move"; name: string; reason: string }
  | { kind: "not moved"; name: string; reason: string }
  /** One of the source's permissions of one robot, and what it becomes. */
  | { kind: "right"; from: string; to: string | null };

/** Why a login name can't be taken over; null if it can. */
export function loginNameFault(name: string): string | null {
  if (name === "") return "It has no name.";
  if (name.length > MAX_LOGIN_NAME_LENGTH) return `Its name is longer than ${MAX_LOGIN_NAME_LENGTH} characters.`;
  if (name.includes(":")) return "Its name contains a colon, which Basic authentication doesn’t allow.";
  if (/[\p{Cc}\p{Cs}]/u.test(name)) return "Its name contains control characters.";
  return null;
}
