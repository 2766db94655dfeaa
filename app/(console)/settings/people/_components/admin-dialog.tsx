"use client";
import type { UserDto } from "@/lib/people/queries";
import { setUserAdminAction } from "../actions";
import { PersonConfirm } from "./person-confirm";

/** Makes a person a system admin, or takes that away. */
export function AdminDialog({ person, onClose }: { person: UserDto | null; onClose: () => void }) {
  return (
    <PersonConfirm
      person={person}
      question={({ username, isAdmin }) =>
        isAdmin
          ? {
              title: `Revoke system admin from ${username}?`,
              description: "They keep the roles they have in single projects and lose everything else at once.",
              confirmLabel: "Revoke",
              tone: "danger",
              done: `${username} is no system admin any more`,
            }
          : {
              title: `Make ${username} a system admin?`,
              description: "They can manage every project, every robot account and every person, you included.",
              confirmLabel: "Make system admin",
              tone: "primary",
              done: `${username} is a system admin now`,
            }
      }
      action={setUserAdminAction}
      toInput={({ id, isAdmin }) => ({ id, isAdmin: !isAdmin })}
      onClose={onClose}
    />
  );
}
