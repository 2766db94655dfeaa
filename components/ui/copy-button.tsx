"use client";
import Check from "lucide-react/icons/check";
import Copy from "lucide-react/icons/copy";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { copyText } from "@/components/ui/copy-text";
import { IconButton } from "@/components/ui/icon-button";

type Outcome = "idle" | "copied" | "failed";

type CopyButtonProps = {
  text: string;
  /** Names the button: "secret" becomes "Copy secret". */
  what: string;
  /** "icon" for rows and code blocks. */
  look?: "button" | "icon";
  size?: "sm" | "md" | "lg";
  className?: string;
  onCopied?: () => void;
};

/** Shows and announces "Copied" for two seconds. */
export function CopyButton({ text, what, look = "button", size, className, onCopied }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<Outcome>("idle");
  const [announces, setAnnounces] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async (button: HTMLElement) => {
    // Screen readers click without hovering or focusing first.
    setAnnounces(true);
    const done = await copyText(text, button);
    setOutcome(done ? "copied" : "failed");
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOutcome("idle"), 2000);
    if (done) onCopied?.();
  };
  const icon = outcome === "copied" ? <Check aria-hidden="true" className="text-green" /> : <Copy aria-hidden="true" />;
  const shared = {
    size,
    className,
    onPointerEnter: () => setAnnounces(true),
    onFocus: () => setAnnounces(true),
    onClick: (event: React.MouseEvent<HTMLElement>) => void copy(event.currentTarget),
  };
  return (
    <>
      {look === "icon" ? (
        <IconButton {...shared} label={`Copy ${what}`}>
          {icon}
        </IconButton>
      ) : (
        <Button {...shared} aria-label={`Copy ${what}`}>
          {icon}
          <span className="grid text-left *:col-start-1 *:row-start-1">
            <span className={outcome === "idle" ? undefined : "invisible"}>Copy</span>
            <span className={outcome === "copied" ? undefined : "invisible"}>Copied</span>
            <span className={outcome === "failed" ? undefined : "invisible"}>Failed</span>
          </span>
        </Button>
      )}
      {/* A live region must exist before its text; rendered on demand because tables have many buttons. */}
      {announces ? (
        <span role="status" className="sr-only">
          {ANNOUNCE[outcome](what)}
        </span>
      ) : null}
    </>
  );
}

const ANNOUNCE: Record<Outcome, (what: string) => string> = {
  idle: () => "",
  copied: (what) => `Copied ${what}`,
  failed: (what) => `Couldn’t copy ${what}. Select it and copy it manually.`,
};
