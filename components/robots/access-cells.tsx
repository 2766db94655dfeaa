"use client";
import Check from "lucide-react/icons/check";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import type { ReactNode } from "react";
import { AccessPeek } from "@/components/robots/access-peek";
import { countText, grantedGroups } from "@/components/robots/permission-text";
import { reachText } from "@/components/robots/reach-text";
import { RepositoryList } from "@/components/robots/repository-list";
import { Badge } from "@/components/ui/badge";
import { EmptyValue } from "@/components/ui/empty-value";
import { Popover } from "@/components/ui/popover";
import { SYSTEM_PERMISSION_KEYS, SYSTEM_PERMISSIONS } from "@/lib/access/permissions";
import { cn } from "@/lib/cn";
import type { ListedRobot } from "@/lib/robots/robot";

/** A button that looks like its text. */
export const cellButtonStyle = "-mx-1.5 rounded-sm px-1.5 py-0.5 text-left hover:bg-hover data-popup-open:bg-hover";

type PeekCellProps = { title: string; label: string; text: string; className?: string; children: ReactNode };

function PeekCell({ title, label, text, className, children }: PeekCellProps) {
  return (
    <Popover
      title={title}
      className={className}
      trigger={
        <button
          type="button"
          aria-label={label}
          className={cn(cellButtonStyle, "max-w-44 underline decoration-control decoration-dotted underline-offset-4")}
        >
          {text}
        </button>
      }
    >
      {children}
    </Popover>
  );
}

/** If permissions vary by project, the cell for projects has the details. */
export function PermissionsCell({ permissions, loginName, reach, repositories }: ListedRobot) {
  if (permissions.length === 0) return <EmptyValue />;
  if (reach?.mixed) return <span className="text-muted">Varies by project</span>;
  const count = countText(permissions);
  return (
    <PeekCell title={`${count} permissions`} label={`${count} permissions of ${loginName}`} text={count}>
      {repositories ? <RepositoryList patterns={repositories} /> : null}
      <div className="mt-2 flex flex-col gap-2">
        {grantedGroups(permissions).map(({ group, permissions: granted }) => (
          <div key={group}>
            <p className="text-muted text-xs">{group}</p>
            <Granted permissions={granted} />
          </div>
        ))}
      </div>
    </PeekCell>
  );
}

export function ProjectsCell({ id, loginName, reach, system = [] }: ListedRobot) {
  const text = reach ? reachText(reach) : null;
  if (text !== null)
    return (
      <PeekCell
        title={`Projects of ${loginName}`}
        label={`Projects of ${loginName}: ${text}`}
        text={text}
        className="w-80"
      >
        <AccessPeek robotId={id} />
      </PeekCell>
    );
  if (system.length > 0) return <EmptyValue />;
  return (
    <Badge tone="amber" title="Its projects were deleted, so it can’t log in.">
      <TriangleAlert aria-hidden="true" />
      No access
    </Badge>
  );
}

export function SystemPermissionsCell({ loginName, system = [] }: ListedRobot) {
  const granted = SYSTEM_PERMISSIONS.filter(({ key }) => system.includes(key));
  if (granted.length === 0) return <EmptyValue />;
  const count = `${granted.length} of ${SYSTEM_PERMISSION_KEYS.length}`;
  return (
    <PeekCell title={`${count} system permissions`} label={`${count} system permissions of ${loginName}`} text={count}>
      <div className="mt-2">
        <Granted permissions={granted} />
      </div>
    </PeekCell>
  );
}

function Granted({ permissions }: { permissions: readonly { key: string; label: string }[] }) {
  return (
    <ul>
      {permissions.map(({ key, label }) => (
        <li key={key} className="flex items-center gap-1.5">
          <Check aria-hidden="true" className="size-3.5 shrink-0 text-green" />
          {label}
        </li>
      ))}
    </ul>
  );
}
