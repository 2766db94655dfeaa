"use client";
import { ActionConfirm } from "@/components/action/action-confirm";
import type { UserDto } from "@/lib/people/queries";
import { setUserDisabledAction } from "../actions";

export function DisableDialog({ person, onClose }: { person: UserDto | null; onClose: () => void }) {
  return (
    <ActionConfirm
      subject={person}
      question={({ username, disabled }) =>
        disabled
          ? {
              title: `Enable ${username}?`,
              description: "They can sign in again with their previous password and roles.",
              confirmLabel: `Enable ${username}`,
              tone: "primary",
              done: `${username} is enabled`,
            }
          : {
              title: `Disable ${username}?`,
              description:
                "They’re signed out everywhere right away and can’t sign in. Their roles and the robot accounts they created stay.",
              confirmLabel: `Disable ${username}`,
              tone: "danger",
              done: `${username} is disabled`,
            }
      }
      action={setUserDisabledAction}
      toInput={({ id, disabled }) => ({ id, disabled: !disabled })}
      onClose={onClose}
    />
  );
}
