"use client";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { IntentLink } from "@/components/ui/intent-link";

export type TabLink = { href: string; label: ReactNode };

type TabLinksProps = {
  /** Names the navigation: "Project documentation". */
  label: string;
  links: readonly TabLink[];
};

/** Marks the tab whose path contains the current page. */
export function TabLinks({ label, links }: TabLinksProps) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className="border-line border-b">
      <ul className="flex flex-wrap gap-x-1 max-sm:gap-x-0">
        {links.map((link) => (
          <li key={link.href}>
            <IntentLink
              href={link.href}
              aria-current={isWithin(pathname, link.href) ? "page" : undefined}
              className="group block whitespace-nowrap border-transparent border-b-2 pb-1.5 font-medium text-muted text-sm outline-none hover:text-fg aria-[current]:border-accent aria-[current]:text-fg"
            >
              <span className="flex items-center gap-1.5 rounded-md px-2 py-1 group-hover:bg-hover group-focus-visible:outline-2 group-focus-visible:outline-ring group-focus-visible:-outline-offset-2">
                {link.label}
              </span>
            </IntentLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export function isWithin(pathname: string, href: string): boolean {
  return pathname === href || pathname.startsWith(`${href}/`);
}
