"use client";
import { usePathname } from "next/navigation";
import { IntentLink } from "@/components/ui/intent-link";

export function ProjectCrumb() {
  const name = /^\/projects\/([^/]+)/.exec(usePathname())?.[1];
  if (!name) return null;
  return (
    <span className="flex min-w-0 items-center gap-2 text-sm">
      <span aria-hidden="true" className="text-faint">
        /
      </span>
      <IntentLink href={`/projects/${name}`} className="truncate rounded-sm font-medium hover:text-link">
        {decodeURIComponent(name)}
      </IntentLink>
    </span>
  );
}
