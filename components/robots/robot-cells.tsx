"use client";
import Moon from "lucide-react/icons/moon";
import { cellButtonStyle } from "@/components/robots/access-cells";
import { ManagedMark } from "@/components/robots/managed-mark";
import { RobotName } from "@/components/robots/robot-name";
import { useRobotsContext } from "@/components/robots/robots-context";
import { SecretsMark } from "@/components/robots/secrets-mark";
import { Badge } from "@/components/ui/badge";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyValue } from "@/components/ui/empty-value";
import { Link } from "@/components/ui/link";
import { Popover } from "@/components/ui/popover";
import { Time } from "@/components/ui/time";
import { cn } from "@/lib/cn";
import type { ListedRobot } from "@/lib/robots/robot";

type NamedRobot = Pick<ListedRobot, "id" | "loginName" | "name" | "contact">;

/** The copy button appears when the row is hovered or focused, and always on touch screens. */
export function NameCell({ secrets, managedBy, ...robot }: NamedRobot & Pick<ListedRobot, "secrets" | "managedBy">) {
  return (
    <span className="flex flex-col items-start gap-0.5">
      <Name {...robot} />
      <SecretsMark secrets={secrets} />
      <ManagedMark owner={managedBy} />
    </span>
  );
}

function Name({ id, loginName, name, contact }: NamedRobot) {
  const { base } = useRobotsContext();
  if (base === null) return <RobotName loginName={loginName} name={name} />;
  return (
    <span className="flex flex-col">
      <NameLink href={`${base}/${id}`} loginName={loginName} name={name} />
      {contact ? <span className="max-w-80 truncate text-muted text-xs leading-4">{contact}</span> : null}
    </span>
  );
}

function NameLink({ href, loginName, name }: Pick<ListedRobot, "loginName" | "name"> & { href: string }) {
  return (
    <span className="flex items-center gap-1">
      <Link look="plain" href={href} prefetch={false} className="max-w-80 max-sm:max-w-none">
        <RobotName loginName={loginName} name={name} />
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

type LastUse = Pick<ListedRobot, "lastUsedAt" | "lastUsedAddress" | "idle">;

export function LastUsedCell({ lastUsedAt, lastUsedAddress, idle }: LastUse) {
  return (
    <span className="flex flex-col leading-4">
      {lastUsedAt ? <Time value={lastUsedAt} className="self-start" /> : <span className="text-muted">Never</span>}
      {lastUsedAddress ? <span className="text-muted text-xs">{lastUsedAddress}</span> : null}
      {idle ? (
        <Badge tone="amber" className="self-start">
          <Moon aria-hidden="true" />
          Idle
        </Badge>
      ) : null}
    </span>
  );
}

export function DescriptionCell({
  description,
  loginName,
  name,
}: Pick<ListedRobot, "description" | "loginName" | "name">) {
  if (!description) return <EmptyValue />;
  return (
    <>
      <span className="normal-nums max-sm:hidden">
        <Popover
          title={<RobotName loginName={loginName} name={name} />}
          align="end"
          trigger={
            <button type="button" dir="auto" className={cn(cellButtonStyle, "block min-w-28 max-w-md")}>
              <span className="line-clamp-2">{description}</span>
            </button>
          }
        >
          <p dir="auto" className="mt-1.5 whitespace-pre-line">
            {description}
          </p>
        </Popover>
      </span>
      <span dir="auto" className="whitespace-pre-line normal-nums sm:hidden">
        {description}
      </span>
    </>
  );
}
