"use client";
import { useState } from "react";
import type { Problem } from "@/components/action/call-action";
import { type ServerAction, useAction } from "@/components/action/use-action";

const NOT_LOADED = "We couldn’t reach the server. Check your connection and try again.";

type VersionedOptions<State, Input> = {
  /** The version the form opened with. */
  state: State;
  /** Loads the latest version. */
  load: ServerAction<Input, State>;
  loadInput: Input;
  /** Refills the form and clears the previous problem. */
  onLoaded: (state: State) => void;
  onProblem?: (problem: Problem) => void;
};

/** The latest version, loaded after a conflict. */
export type Latest = { load: () => Promise<void>; pending: boolean; problem: Problem | null; forget: () => void };

/**
 * Keeps the version a form was filled from, so that saving detects changes even after the page behind it has refreshed.
 * After a conflict, the latest version replaces it.
 */
export function useVersioned<State, Input>(options: VersionedOptions<State, Input>) {
  const { state, load, loadInput, onLoaded, onProblem } = options;
  const [base, setBase] = useState(state);
  const { run, pending, problem, forget } = useAction(load, NOT_LOADED, onProblem);
  const loadLatest = async () => {
    const outcome = await run(loadInput);
    if (!outcome?.ok) return;
    setBase(outcome.data);
    onLoaded(outcome.data);
  };
  const latest: Latest = { load: loadLatest, pending, problem, forget };
  return { base, setBase, latest };
}
