import type { Tx } from "../db/transaction";

/** Addresses of those who administer a project, or of the system admins, as far as they want such mail. */
export async function peopleOf(
  tx: Tx,
  projectId: number | null,
  wanted: "mailReminders" | "mailTrouble",
): Promise<string[]> {
  const isConcerned = projectId === null ? { isAdmin: true } : { memberships: { some: { projectId, role: "admin" } } };
  const people = await tx.user.findMany({
    where: { ...isConcerned, disabled: false, email: { not: null } },
    select: { email: true, notices: { select: { mailReminders: true, mailTrouble: true } } },
  });
  return people.flatMap(({ email, notices }) => (email && (notices?.[wanted] ?? true) ? [email] : []));
}
