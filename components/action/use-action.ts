"use client";
import { useRef, useState } from "react";
import { callAction, type Outcome, type Problem } from "@/components/action/call-action";
import type { ActionResult } from "@/lib/server/action";

export type ServerAction<Input, Data> = (input: Input) => Promise<ActionResult<Data>>;

/**
 * Runs one server action at a time: a second call while one is pending does nothing and returns null.
 * @param noResponse the message when no response arrives
 */
export function useAction<Input, Data>(
  action: ServerAction<Input, Data>,
  noResponse: string,
  onProblem?: (problem: Problem) => void,
) {
  const running = useRef(false);
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function run(input: Input): Promise<Outcome<Data> | null> {
    if (running.current) return null;
    running.current = true;
    setPending(true);
    const outcome = await callAction(action, input, noResponse);
    running.current = false;
    setPending(false);
    setProblem(outcome.ok ? null : outcome);
    if (!outcome.ok) onProblem?.(outcome);
    return outcome;
  }
  return { run, pending, problem, forget: () => setProblem(null) };
}
