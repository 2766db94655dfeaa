"use client";
import { usePathname } from "next/navigation";
import type { Place } from "@/components/shell/place";
import { IntentLink } from "@/components/ui/intent-link";
import { isWithin } from "@/components/ui/tab-links";

export function MainNav({ links }: { links: readonly Place[] }) {
  const pathname = usePathname();
  return (
    <nav aria-label="Main" className="-mx-2.5 py-1">
      <ul className="flex flex-wrap gap-0.5">
        {links.map((link) => (
          <li key={link.href}>
            <IntentLink
              href={link.href}
              aria-current={isWithin(pathname, link.href) ? "page" : undefined}
              className="block whitespace-nowrap rounded-md px-2.5 py-1 font-medium text-muted text-sm max-sm:px-2 hover:bg-hover hover:text-fg focus-visible:outline-offset-0 aria-[current]:bg-hover aria-[current]:text-fg"
            >
              {link.label}
            </IntentLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
