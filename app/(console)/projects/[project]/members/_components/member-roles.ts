import type { MemberRole } from "@/lib/access/roles";

export const ROLE_CHOICES: { value: MemberRole; label: string; description: string }[] = [
  { value: "viewer", label: "Viewer", description: "Can view robot accounts and members." },
  {
    value: "admin",
    label: "Admin",
    description: "Can also create, edit and delete robot accounts, and manage members.",
  },
];
