import type { MemberRole } from "@/lib/access/roles";

/** The roles as people choose them. */
export const ROLE_CHOICES: { value: MemberRole; label: string; description: string }[] = [
  { value: "viewer", label: "Viewer", description: "Sees the robot accounts and members; changes nothing." },
  {
    value: "admin",
    label: "Admin",
    description: "Also creates, changes and deletes robot accounts, and manages members.",
  },
];
