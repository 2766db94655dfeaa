"use client";
import BookOpen from "lucide-react/icons/book-open";
import CircleHelp from "lucide-react/icons/circle-help";
import LogOut from "lucide-react/icons/log-out";
import UserRound from "lucide-react/icons/user-round";
import { startTransition } from "react";
import { showBusyUntil } from "@/components/ui/busy";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuItem, MenuLink, MenuSeparator } from "@/components/ui/menu";

export type UserMenuProps = {
  user: { name: string; username: string };
  accountHref?: string;
  /** Of Purser, such as "0.1.0". */
  version: string;
  /** A server action, or a function that calls one. */
  signOut: () => void | Promise<void>;
};

export function UserMenu({ user, accountHref, version, signOut }: UserMenuProps) {
  const shownName = user.name || user.username;
  const initials = shownName.slice(0, 2).toUpperCase();
  return (
    <Menu
      trigger={
        <IconButton
          // Includes the letters that are shown, so that people who control the page by voice can say them.
          label={`Account of ${shownName}, ${initials}`}
          className="rounded-full border border-line-strong bg-subtle"
        >
          <span aria-hidden="true" className="text-xs">
            {initials}
          </span>
        </IconButton>
      }
    >
      <div className="px-2 py-1.5 text-sm">
        <div className="truncate font-medium">{shownName}</div>
        {user.name ? <div className="truncate text-muted text-xs">{user.username}</div> : null}
      </div>
      <MenuSeparator />
      {accountHref ? (
        <MenuLink href={accountHref} icon={<UserRound aria-hidden="true" />}>
          Account
        </MenuLink>
      ) : null}
      <MenuLink href="/help" icon={<CircleHelp aria-hidden="true" />}>
        Help
      </MenuLink>
      <MenuLink href="/api/docs" icon={<BookOpen aria-hidden="true" />}>
        API
      </MenuLink>
      <MenuItem
        icon={<LogOut aria-hidden="true" />}
        onSelect={() => startTransition(() => showBusyUntil(Promise.resolve(signOut())))}
      >
        Sign out
      </MenuItem>
      <MenuSeparator />
      <div className="px-2 py-1 text-muted text-xs">Purser {version}</div>
    </Menu>
  );
}
