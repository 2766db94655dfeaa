"use client";
import NextLink from "next/link";
import { usePathname } from "next/navigation";

/** The project one is in, after the product's name; nothing elsewhere. */
export function ProjectCrumb() {
  const name = /^\/projects\/([^/]+)/.exec(usePathname())?.[1];
  if (!name) return null;
  return (
    <span className="flex min-w-0 items-center gap-2 text-sm">
      <span aria-hidden="true" className="text-faint">
        /
      </span>
      <NextLink href={`/projects/${name}`} className="truncate rounded-sm font-medium hover:text-link">
        {decodeURIComponent(name)}
      </NextLink>
    </span>
  );
}
