import { Fragment } from "react";
import { cn } from "@/lib/cn";

/** Wraps only after + / : and -. A word that is longer than the line still breaks, so that nothing is cut off. */
export function BreakableName({ children: name, className }: { children: string; className?: string }) {
  const words = name.split(/(?<=[+/:-])(?=.)/s);
  return (
    <span className={cn("wrap-break-word min-w-0", className)}>
      {words.map((word, at) => (
        <Fragment key={words.slice(0, at + 1).join("")}>
          {at > 0 ? <wbr /> : null}
          {word}
        </Fragment>
      ))}
    </span>
  );
}
