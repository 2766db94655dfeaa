"use client";
import CircleCheck from "lucide-react/icons/circle-check";
import CircleSlash from "lucide-react/icons/circle-slash";
import Moon from "lucide-react/icons/moon";
import { cellButtonStyle } from "@/components/robots/access-cells";
import { useRobotsContext } from "@/components/robots/robots-context";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyValue } from "@/components/ui/empty-value";
import { Link } from "@/components/ui/link";
import { Popover } from "@/components/ui/popover";
import { Time } from "@/components/ui/time";
import { cn } from "@/lib/cn";
import type { ListedRobot } from "@/lib/robots/robot";

/** The copy button appears when the row is hovered or focused, and always on touch screens. */
export function NameCell({ id, loginName }: Pick<ListedRobot, "id" | "loginName">) {
  const { base } = useRobotsContext();
  if (base === null) return <span className="font-code">{loginName}</span>;
  return (
    <span className="flex items-center gap-1">
      <Link look="plain" href={`${base}/${id}`} prefetch={false} className="max-w-80 font-code max-sm:max-w-none">
        {loginName}
      </Link>
      <CopyButton
        look="icon"
        size="sm"
        text={loginName}
        what={loginName}
        className="text-transparent focus-visible:text-muted group-focus-within/row:text-muted group-hover/row:text-muted pointer-coarse:text-muted"
      />
    </span>
  );
}

export function EnabledCell({ disabled }: { disabled: boolean }) {
  const icon = "mr-1.5 inline size-4 align-[-0.25em]";
  return disabled ? (
    <span className="whitespace-nowrap text-muted">
      <CircleSlash aria-hidden="true" className={icon} />
      Disabled
    </span>
  ) : (
    <span className="whitespace-nowrap">
      <CircleCheck aria-hidden="true" className={cn(icon, "text-green")} />
      Enabled
    </span>
  );
}

type LastUse = Pick<ListedRobot, "lastUsedAt" | "lastUsedAddress" | "idle">;

export function LastUsedCell({ lastUsedAt, lastUsedAddress, idle }: LastUse) {
  return (
    <span className="flex flex-col leading-4">
      {lastUsedAt ? <Time value={lastUsedAt} className="self-start" /> : <span className="text-muted">Never</span>}
      {lastUsedAddress ? <span className="text-muted text-xs">{lastUsedAddress}</span> : null}
      {idle ? (
        <span className="whitespace-nowrap text-amber text-xs">
          <Moon aria-hidden="true" className="mr-1 inline size-3 align-[-0.12em]" />
          Idle
        </span>
      ) : null}
    </span>
  );
}

export function DescriptionCell({ description, loginName }: Pick<ListedRobot, "description" | "loginName">) {
  if (!description) return <EmptyValue />;
  return (
    <>
      <span className="max-sm:hidden">
        <Popover
          title={<span className="break-all font-code">{loginName}</span>}
          align="end"
          trigger={
            <button type="button" dir="auto" className={cn(cellButtonStyle, "block max-w-48 truncate")}>
              {description}
            </button>
          }
        >
          <p dir="auto" className="mt-1.5 whitespace-pre-line">
            {description}
          </p>
        </Popover>
      </span>
      <span dir="auto" className="whitespace-pre-line sm:hidden">
        {description}
      </span>
    </>
  );
}
