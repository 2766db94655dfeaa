"use client";
import { CopyButton } from "@/components/ui/copy-button";
import { cn } from "@/lib/cn";

type CodeBlockProps = {
  /** Copied verbatim. */
  code: string;
  /** Names the copy button: "login command". */
  what: string;
  wrap?: boolean;
  onCopied?: () => void;
};

export function CodeBlock({ code, what, wrap, onCopied }: CodeBlockProps) {
  return (
    <div className="overflow-hidden rounded-md border border-line bg-subtle">
      <div className="flex items-start">
        <pre
          tabIndex={wrap ? undefined : 0}
          className={cn(
            "min-w-0 flex-1 px-3 py-2 font-code text-sm leading-5",
            wrap ? "whitespace-pre-wrap" : "overflow-x-auto",
          )}
        >
          <code className="font-[inherit]">{code}</code>
        </pre>
        <CopyButton look="icon" size="sm" text={code} what={what} onCopied={onCopied} className="m-1" />
      </div>
    </div>
  );
}
