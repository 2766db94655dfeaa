"use client";
import { Tabs } from "@base-ui/react/tabs";
import Download from "lucide-react/icons/download";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import { useId } from "react";
import { downloadText } from "@/components/robots/download-text";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import type { Snippet, ToolSnippets } from "@/lib/snippet";

type SnippetTabsProps = {
  /** Names the tabs for screen readers. */
  label: string;
  /** Made by `loginSnippets` or `connectGuides`. Those with a secret exist in the browser's memory only. */
  tools: readonly ToolSnippets[];
  /** Something that contains the secret was copied or downloaded. */
  onTaken?: () => void;
};

/** One tab per tool, with text to copy and files to download. */
export function SnippetTabs({ label: name, tools, onTaken }: SnippetTabsProps) {
  return (
    <Tabs.Root defaultValue={tools[0]?.id}>
      <Tabs.List aria-label={name} activateOnFocus className="flex flex-wrap gap-1">
        {tools.map(({ id, label }) => (
          <Tabs.Tab
            key={id}
            value={id}
            className="rounded-md px-2.5 py-1 font-medium text-muted text-sm hover:bg-hover hover:text-fg aria-selected:bg-selected aria-selected:text-link"
          >
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tools.map(({ id, label, note, snippets }) => (
        <Tabs.Panel key={id} value={id} className="mt-4 flex flex-col gap-5 rounded-md">
          {note ? <Alert tone="warn">{note}</Alert> : null}
          {snippets.map((snippet) => (
            <SnippetView key={snippet.id} tool={label} snippet={snippet} onTaken={onTaken} />
          ))}
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  );
}

type SnippetViewProps = { tool: string; snippet: Snippet; onTaken?: () => void };

function SnippetView({ tool, snippet, onTaken }: SnippetViewProps) {
  const { title, hint, code, file, unfinished, holdsSecret } = snippet;
  const id = useId();
  const taken = holdsSecret ? onTaken : undefined;
  return (
    <section aria-labelledby={id} className="flex flex-col gap-1.5">
      <div className="flex min-h-7 flex-wrap items-center justify-between gap-x-3">
        <div className="flex flex-wrap items-center gap-x-2">
          <h3 id={id} className="font-medium text-sm">
            {title}
          </h3>
          {unfinished ? (
            <Badge tone="amber">
              <TriangleAlert aria-hidden="true" />
              Fill in the secret
            </Badge>
          ) : null}
        </div>
        {file ? (
          <Button
            size="sm"
            variant="ghost"
            aria-label={`Download ${file}${title === file ? "" : `, ${title}`}`}
            onClick={() => {
              downloadText({ name: file, text: code });
              taken?.();
            }}
          >
            <Download aria-hidden="true" />
            Download
          </Button>
        ) : null}
      </div>
      <p className="text-muted text-xs">{hint}</p>
      <CodeBlock code={code} what={`${title}, ${tool}`} wrap={!code.includes("\n")} onCopied={taken} />
    </section>
  );
}
