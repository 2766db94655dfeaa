"use client";
import Check from "lucide-react/icons/check";
import CircleCheck from "lucide-react/icons/circle-check";
import CircleSlash from "lucide-react/icons/circle-slash";
import Moon from "lucide-react/icons/moon";
import { CopyButton } from "@/components/ui/copy-button";
import { Link } from "@/components/ui/link";
import { Popover } from "@/components/ui/popover";
import { Time } from "@/components/ui/time";
import { cn } from "@/lib/cn";
import type { RobotDto } from "@/lib/robots/queries";
import { countText, heldGroups } from "./permission-text";
import { useTab } from "./tab-context";

/** The login name; its copy button shows when the row is pointed at or has the focus, and always on touch. */
export function NameCell({ id, loginName }: Pick<RobotDto, "id" | "loginName">) {
  const { base } = useTab();
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

/** Enabled or disabled, in a word; the icon repeats it. */
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

const CELL_BUTTON = "-mx-1.5 rounded-sm px-1.5 py-0.5 text-left hover:bg-hover data-popup-open:bg-hover";

/** How many permissions a robot has; opens their list. */
export function PermissionsCell({ permissions, loginName }: Pick<RobotDto, "permissions" | "loginName">) {
  const count = countText(permissions);
  return (
    <Popover
      title={`${count} permissions`}
      trigger={
        <button
          type="button"
          aria-label={`${count} permissions of ${loginName}`}
          className={cn(
            CELL_BUTTON,
            "whitespace-nowrap underline decoration-control decoration-dotted underline-offset-4",
          )}
        >
          {count}
        </button>
      }
    >
      <div className="mt-2 flex flex-col gap-2">
        {heldGroups(permissions).map(({ group, permissions: granted }) => (
          <div key={group}>
            <p className="text-muted text-xs">{group}</p>
            <ul>
              {granted.map(({ key, label }) => (
                <li key={key} className="flex items-center gap-1.5">
                  <Check aria-hidden="true" className="size-3.5 shrink-0 text-green" />
                  {label}
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </Popover>
  );
}

type LastUse = Pick<RobotDto, "lastUsedAt" | "lastUsedAddress" | "idle">;

/** When and from where a robot last got a token, and whether that is longer ago than the policy says. */
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

/** One line of the description; opens the whole of it. */
export function DescriptionCell({ description, loginName }: Pick<RobotDto, "description" | "loginName">) {
  if (!description) return <span className="text-faint">None</span>;
  return (
    <>
      <span className="max-sm:hidden">
        <Popover
          title={<span className="break-all font-code">{loginName}</span>}
          align="end"
          trigger={
            <button type="button" className={cn(CELL_BUTTON, "block max-w-48 truncate")}>
              {description}
            </button>
          }
        >
          <p className="mt-1.5 whitespace-pre-line">{description}</p>
        </Popover>
      </span>
      <span className="whitespace-pre-line sm:hidden">{description}</span>
    </>
  );
}
