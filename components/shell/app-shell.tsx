import type { ReactNode } from "react";
import { Bell } from "@/components/notices/bell";
import { PaletteButton } from "@/components/palette/palette-button";
import { MainNav } from "@/components/shell/main-nav";
import type { Place } from "@/components/shell/place";
import { PlaceShortcuts } from "@/components/shell/place-shortcuts";
import { ProductMark } from "@/components/shell/product-mark";
import { ThemeSwitch } from "@/components/shell/theme-switch";
import { UserMenu, type UserMenuProps } from "@/components/shell/user-menu";
import { IntentLink } from "@/components/ui/intent-link";
import { KeyboardShortcuts } from "@/components/ui/keyboard-shortcuts";

type AppShellProps = UserMenuProps & {
  /** Top-bar places first, then the others this person may open. */
  places: { main: readonly Place[]; more: readonly Place[] };
  /** Shown after the product's name: `ProjectCrumb`. */
  crumb?: ReactNode;
  /** Notes which notices the person has seen. */
  markSeen?: (input: { id: number }) => Promise<unknown>;
  /** What everybody who can act should know, above every page. */
  banner?: ReactNode;
  children: ReactNode;
};

const END = "content-end";

export function AppShell({ places, crumb, markSeen, banner, children, ...userMenu }: AppShellProps) {
  const all = [...places.main, ...places.more];
  return (
    <>
      {/* Blocks the first paint until the rows are parsed, so that the page is laid out once. */}
      <link rel="expect" href={`#${END}`} blocking="render" />
      <a
        href="#content"
        className="sr-only z-20 rounded-md bg-accent px-3 py-2 font-medium text-on-accent text-sm focus-visible:not-sr-only focus-visible:fixed focus-visible:top-2 focus-visible:left-2"
      >
        Skip to content
      </a>
      {/* In a low window, such as at 400 % zoom, it would cover much of the page. */}
      <header className="sticky top-0 z-10 border-line border-b bg-surface [@media(max-height:28rem)]:static">
        <div className="mx-auto flex w-full max-w-400 flex-wrap items-center gap-x-3 px-4 [reading-flow:flex-visual] sm:px-6 lg:h-13 lg:flex-nowrap">
          <div className="flex h-12 min-w-0 flex-1 items-center gap-2 lg:flex-initial">
            <IntentLink href="/" className="flex shrink-0 rounded-md">
              <ProductMark />
            </IntentLink>
            {/* Beside the navigation it would push it from where it is on every other page. */}
            <div className="min-w-0 lg:hidden">{crumb}</div>
          </div>
          <div className="min-w-0 max-lg:order-last max-lg:w-full max-lg:pb-1 lg:ml-4 lg:shrink-0">
            <MainNav links={places.main} />
          </div>
          <div className="ml-auto flex shrink-0 items-center gap-1.5">
            <PaletteButton places={all} username={userMenu.user.username} signOut={userMenu.signOut} />
            {markSeen ? <Bell markSeen={markSeen} /> : null}
            <ThemeSwitch />
            <UserMenu {...userMenu} />
          </div>
        </div>
      </header>
      {banner}
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-400 flex-1 px-4 py-6 outline-none sm:px-6">
        {children}
        <div id={END} />
      </main>
      <PlaceShortcuts places={all} scope="console" />
      <KeyboardShortcuts />
    </>
  );
}
