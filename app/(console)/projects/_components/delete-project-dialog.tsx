"use client";
import { ActionConfirm } from "@/components/action/action-confirm";
import type { ProjectRow } from "@/lib/projects/queries";
import { deleteProjectAction } from "../actions";

const NO_RESPONSE = "We couldn’t reach the server, so the project may already be deleted. Reload the page to check.";

/** Requires typing the project's name. */
export function DeleteProjectDialog({ project, onClose }: { project: ProjectRow | null; onClose: () => void }) {
  return (
    <ActionConfirm
      subject={project}
      question={({ name, robots }) => ({
        title: `Delete project ${name}?`,
        description: effect(robots.total),
        confirmLabel: "Delete project",
        tone: "danger",
        typeToConfirm: name,
        done: `Project ${name} deleted`,
      })}
      action={deleteProjectAction}
      toInput={({ name }) => ({ name, confirm: name })}
      noResponse={NO_RESPONSE}
      onClose={onClose}
    />
  );
}

function effect(robots: number): string {
  const rest = "Its members lose access. Nothing in the registry itself is deleted. This can’t be undone.";
  if (robots === 0) return `It has no robot accounts. ${rest}`;
  const subject = robots === 1 ? "Its robot account stops" : `Its ${robots} robot accounts stop`;
  return `${subject} working now; tokens already issued expire within minutes. ${rest}`;
}
