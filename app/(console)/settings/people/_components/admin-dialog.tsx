"use client";
import { ActionConfirm } from "@/components/action/action-confirm";
import type { UserDto } from "@/lib/people/queries";
import { setUserAdminAction } from "../actions";

export function AdminDialog({ person, onClose }: { person: UserDto | null; onClose: () => void }) {
  return (
    <ActionConfirm
      subject={person}
      question={({ username, isAdmin }) =>
        isAdmin
          ? {
              title: `Revoke system admin from ${username}?`,
              description: "They keep their roles in individual projects and lose all other access right away.",
              confirmLabel: "Revoke system admin",
              tone: "danger",
              done: `${username} is no longer a system admin`,
            }
          : {
              title: `Make ${username} a system admin?`,
              description: "They can manage every project, robot account and person, including you.",
              confirmLabel: "Make system admin",
              tone: "primary",
              done: `${username} is now a system admin`,
            }
      }
      action={setUserAdminAction}
      toInput={({ id, isAdmin }) => ({ id, isAdmin: !isAdmin })}
      onClose={onClose}
    />
  );
}
