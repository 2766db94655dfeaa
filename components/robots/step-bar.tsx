"use client";
import { cn } from "@/lib/cn";

type StepBarProps = { titles: readonly string[]; step: number; onStep: (step: number) => void };

export function StepBar({ titles, step, onStep }: StepBarProps) {
  return (
    <nav aria-label="Steps" className="border-line border-b px-5 py-2">
      <ol className="-mx-2 flex flex-wrap gap-x-1">
        {titles.map((title, index) => (
          <li key={title}>
            <button
              type="button"
              aria-current={index === step ? "step" : undefined}
              onClick={() => onStep(index)}
              className="flex items-center gap-1.5 rounded-md px-2 py-1 text-muted text-sm hover:bg-hover aria-[current]:font-medium aria-[current]:text-fg"
            >
              <span
                className={cn(
                  "grid size-5 shrink-0 place-items-center rounded-full border text-xs",
                  index === step ? "border-accent bg-accent text-on-accent" : "border-line",
                )}
              >
                {index + 1}
              </span>
              {title}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
