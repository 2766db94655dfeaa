"use client";
import { useCallback, useRef, useState } from "react";
import type { RobotHome } from "@/lib/robots/home";

const STEPS = { project: ["Basics"], instance: ["Basics", "Projects", "System permissions"] } as const;

export type FormSteps = ReturnType<typeof useFormSteps>;

/** Moves focus to the top of each new step. */
export function useFormSteps(home: RobotHome) {
  const titles: readonly string[] = STEPS[home.kind];
  const [step, show] = useState(0);
  const moved = useRef(false);
  const setStep = (next: number) => {
    moved.current = true;
    show(next);
  };
  const bodyRef = useCallback((body: HTMLDivElement | null) => {
    if (moved.current) body?.focus();
  }, []);
  /** Goes to the first step that contains one of the fields. */
  const goToInvalidField = (fields: readonly string[]) => {
    if (titles.length === 1 || fields.length === 0) return;
    const invalidStep = fields.some((field) => field !== "access") ? 0 : 1;
    if (invalidStep !== step) setStep(invalidStep);
  };
  return { titles, step, isLast: step === titles.length - 1, setStep, bodyRef, goToInvalidField };
}
