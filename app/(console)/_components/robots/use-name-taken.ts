"use client";
import { useEffect, useState } from "react";
import { callAction } from "@/components/action/call-action";
import { robotNameSchema } from "@/lib/robots/schema";
import { isRobotNameTakenAction } from "../../robot-actions";

const PAUSE_MS = 350;

/** Whether a name is taken in the project or, with null, among system robots; asked when typing pauses; null while nobody knows. */
export function useNameTaken(project: string | null, name: string): boolean | null {
  const [answer, setAnswer] = useState<{ name: string; taken: boolean } | null>(null);
  useEffect(() => {
    if (!robotNameSchema.safeParse(name).success) return;
    let current = true;
    const timer = setTimeout(async () => {
      const outcome = await callAction(isRobotNameTakenAction, { project, name }, "");
      if (current && outcome.ok) setAnswer({ name, taken: outcome.data });
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [project, name]);
  return answer?.name === name ? answer.taken : null;
}
