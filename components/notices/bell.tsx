"use client";
import BellIcon from "lucide-react/icons/bell";
import { usePathname } from "next/navigation";
import { useEffect, useState } from "react";
import { useRemoteSearch } from "@/components/search/use-remote-search";
import { IconButton } from "@/components/ui/icon-button";
import { Link } from "@/components/ui/link";
import { Popover } from "@/components/ui/popover";
import { Time } from "@/components/ui/time";
import type { Bell as BellData, NoticeDto } from "@/lib/reminders/bell";

type BellProps = { markSeen: (input: { id: number }) => Promise<unknown> };

/** What concerns the signed-in person. Asked again when they go to another page. */
export function Bell({ markSeen }: BellProps) {
  const pathname = usePathname();
  const [seenId, setSeenId] = useState(0);
  const { data } = useRemoteSearch<BellData>(`/notices?at=${encodeURIComponent(pathname)}`, 0);
  const unseen = data ? data.notices.slice(0, data.unseen).filter(({ id }) => id > seenId).length : 0;
  const newest = data?.notices[0]?.id ?? 0;
  return (
    <Popover
      title="Notifications"
      align="end"
      className="w-88"
      trigger={
        <IconButton label={unseen > 0 ? `Notifications: ${unseen} new` : "Notifications"} className="relative">
          <BellIcon aria-hidden="true" />
          {unseen > 0 ? (
            <span
              aria-hidden="true"
              className="absolute top-0.5 right-0.5 grid min-w-4 place-items-center rounded-full bg-danger px-1 font-medium text-[0.625rem] text-on-danger leading-4"
            >
              {unseen}
            </span>
          ) : null}
        </IconButton>
      }
    >
      <Notices
        notices={data?.notices ?? []}
        onShown={() => {
          if (unseen === 0) return;
          setSeenId(newest);
          void markSeen({ id: newest }).catch(() => undefined);
        }}
      />
    </Popover>
  );
}

function Notices({ notices, onShown }: { notices: readonly NoticeDto[]; onShown: () => void }) {
  // Once per opening: what comes in later stays new.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it is shown.
  useEffect(onShown, []);
  return (
    <>
      {notices.length === 0 ? (
        <p className="mt-1.5 text-muted">Nothing needs your attention.</p>
      ) : (
        <ul className="-mx-1 mt-1.5 flex max-h-96 flex-col overflow-y-auto">
          {notices.map(({ id, text, href, at }) => (
            <li key={id} className="rounded-md px-1 py-1.5 hover:bg-hover">
              <Link href={href} look="plain" className="break-words">
                {text}
              </Link>
              <p className="text-muted text-xs">
                <Time value={at} />
              </p>
            </li>
          ))}
        </ul>
      )}
      <p className="mt-2 border-line border-t pt-2 text-xs">
        <Link href="/account">Manage email notifications</Link>
      </p>
    </>
  );
}
