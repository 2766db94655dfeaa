"use client";
import { useEffect, useReducer, useState } from "react";
import { callAction, type Outcome } from "@/components/action/call-action";
import type { RobotServerActions } from "@/components/robots/robot-settings";
import { projectNameOf, type RobotHome } from "@/lib/robots/home";
import type { RobotDetail } from "@/lib/robots/robot";

const NO_RESPONSE = "We couldn’t reach the server. Check your connection and try again.";

/** Null until the response arrives. */
export function useRobotDetail(load: RobotServerActions["load"], home: RobotHome, id: number, wanted = true) {
  const project = projectNameOf(home);
  const [outcome, setOutcome] = useState<Outcome<RobotDetail> | null>(null);
  const [attempt, retry] = useReducer((count: number) => count + 1, 1);
  useEffect(() => {
    let current = wanted && attempt > 0;
    if (!current) return;
    void callAction(load, { project, id }, NO_RESPONSE).then((answer) => {
      if (current) setOutcome(answer);
    });
    return () => {
      current = false;
    };
  }, [load, project, id, wanted, attempt]);
  return { outcome, retry };
}
