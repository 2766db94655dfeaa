"use client";
import { useState } from "react";
import type { Problem } from "@/components/action/call-action";
import { type ServerAction, useAction } from "@/components/action/use-action";

const NOT_LOADED = "We couldn’t reach the server. Check your connection and try again.";

type VersionedOptions<State, Input> = {
  /** What the form was filled from when it opened. */
  state: State;
  /** Asks for it as it is now. */
  load: ServerAction<Input, State>;
  loadInput: Input;
  /** Fills the form anew; what was said about the old state is forgotten. */
  onLoaded: (state: State) => void;
  onProblem?: (problem: Problem) => void;
};

/** The latest state of what is being edited: asked for after somebody else changed it meanwhile. */
export type Latest = { load: () => Promise<void>; pending: boolean; problem: Problem | null; forget: () => void };

/**
 * What a form was filled from, with its version: saving compares with it, however the page behind has changed. After a
 * conflict the latest state takes its place.
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
