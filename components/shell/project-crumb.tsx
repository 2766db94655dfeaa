"use client";
import { usePathname } from "next/navigation";
import { IntentLink } from "@/components/ui/intent-link";

export function ProjectCrumb() {
  const name = /^\/projects\/([^/]+)/.exec(usePathname())?.[1];
  if (!name) return null;
  return (
    <span className="flex min-w-0 items-center gap-2 text-sm">
      <span aria-hidden="true" className="shrink-0 text-faint">
        /
      </span>
      <IntentLink href={`/projects/${name}`} className="min-w-0 truncate rounded-sm font-medium hover:text-link">
        {decodeURIComponent(name)}
      </IntentLink>
    </span>
  );
}
