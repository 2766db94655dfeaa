"use client";
import NextLink from "next/link";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import {
  type ComponentProps,
  createContext,
  type ReactNode,
  use,
  useEffect,
  useMemo,
  useRef,
  useState,
  useTransition,
} from "react";
import { TABLE_ROLE } from "@/components/data-table/table-role";
import { type Patch, patchedHref } from "@/components/data-table/table-url";
import { useHiddenColumns } from "@/components/data-table/use-hidden-columns";

type Navigation = {
  hrefFor: (patch: Patch) => string;
  /** Navigates in a transition; does nothing if already there. */
  go: (patch: Patch, how?: "push" | "replace") => void;
};

const NavigationContext = createContext<Navigation | null>(null);
/** A separate context, so that components that only navigate don't re-render on every navigation. */
const PendingContext = createContext(false);

/** Keeps a list's state in the URL, shared by search, filters, table and pagination. */
export function TableNavigation({ children }: { children: ReactNode }) {
  const router = useRouter();
  const pathname = usePathname();
  const search = useSearchParams().toString();
  const [pending, startTransition] = useTransition();
  // Filters set one after the other must not undo each other while the first is still on its way.
  const requested = useRef(search);
  useEffect(() => {
    if (!pending) requested.current = search;
  }, [pending, search]);
  const navigation = useMemo(() => {
    const hrefFor = (patch: Patch) => patchedHref(pathname, search, patch);
    return {
      hrefFor,
      go: (patch: Patch, how: "push" | "replace" = "push") => {
        const here = requested.current ? `${pathname}?${requested.current}` : pathname;
        const href = patchedHref(pathname, requested.current, patch);
        if (href === here) return;
        requested.current = href.split("?")[1] ?? "";
        startTransition(() => router[how](href, { scroll: false }));
      },
    };
  }, [router, pathname, search]);
  return (
    <NavigationContext value={navigation}>
      <PendingContext value={pending}>{children}</PendingContext>
    </NavigationContext>
  );
}

/** How long a navigation takes before the rows dim. */
const LONG_MS = 300;

export function TableFrame({ className, children }: { className: string; children: ReactNode }) {
  const pending = use(PendingContext);
  const long = useLong(pending);
  const { scroller, more } = useHiddenColumns();
  return (
    <div data-more={more || undefined} className="table-frame">
      {/* The padding keeps what gets focus clear of the pinned columns. */}
      <div
        ref={scroller}
        data-pending={long || undefined}
        className="overflow-x-auto transition-opacity duration-150 data-pending:opacity-55 sm:scroll-pr-16 sm:scroll-pl-64"
      >
        <table {...TABLE_ROLE.table} aria-busy={pending || undefined} className={className}>
          {children}
        </table>
      </div>
    </div>
  );
}

/** True once `active` has lasted. A CSS transition delay would paint the rows twice. */
function useLong(active: boolean): boolean {
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (!active) return;
    const timer = setTimeout(() => setLong(true), LONG_MS);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [active]);
  return active && long;
}

/** @throws Error outside `TableNavigation` */
export function useTableNavigation(): Navigation {
  const navigation = use(NavigationContext);
  if (!navigation) throw new Error("Put the parts of a list inside <TableNavigation>.");
  return navigation;
}

type TableLinkProps = Omit<ComponentProps<typeof NextLink>, "href" | "onNavigate"> & { patch: Patch };

/** A real link, followed in a transition so that the rows dim instead of vanishing. */
export function TableLink({ patch, ...props }: TableLinkProps) {
  const { hrefFor, go } = useTableNavigation();
  return (
    <NextLink
      {...props}
      href={hrefFor(patch)}
      prefetch={false}
      scroll={false}
      onNavigate={(event) => {
        event.preventDefault();
        go(patch);
      }}
    />
  );
}
