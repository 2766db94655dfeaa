import Check from "lucide-react/icons/check";
import Minus from "lucide-react/icons/minus";
import { ACCESS_GROUPS, countText } from "@/components/robots/permission-text";
import { RepositoryList } from "@/components/robots/repository-list";
import type { Permission } from "@/lib/access/permissions";
import type { Patterns } from "@/lib/access/repositories";
import { cn } from "@/lib/cn";

type ProjectPermissionsProps = {
  permissions: readonly string[];
  project: string;
  /** Undefined for all repositories. */
  repositories: Patterns | undefined;
};

/** Lists every permission, granted or not. */
export function ProjectPermissions({ permissions, project, repositories }: ProjectPermissionsProps) {
  const granted = new Set(permissions);
  return (
    <>
      <div className="px-4 pt-3">
        <p className="text-muted text-sm">
          {countText(permissions)}, in project <span className="font-code">{project}</span> alone.
        </p>
        {repositories ? <RepositoryList patterns={repositories} /> : null}
      </div>
      {ACCESS_GROUPS.map(({ group, permissions: all }) => (
        <section key={group} aria-label={group} className="border-line border-b px-4 py-3 last:border-b-0">
          <h3 className="font-medium text-muted text-xs">{group}</h3>
          <ul className="mt-1.5 flex flex-col gap-2">
            {all.map((permission) => (
              <PermissionItem key={permission.key} permission={permission} granted={granted} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function PermissionItem({ permission, granted }: { permission: Permission; granted: ReadonlySet<string> }) {
  const has = granted.has(permission.key);
  // Registries reject a push token without pull, so tokens carry both.
  const implied = permission.key === "repository:pull" && !has && granted.has("repository:push");
  const Icon = has || implied ? Check : Minus;
  return (
    <li className="flex items-start gap-2">
      <Icon aria-hidden="true" className={cn("mt-0.5 size-4 shrink-0", has || implied ? "text-green" : "text-faint")} />
      <div className="min-w-0 text-sm">
        <span className="flex flex-wrap items-center gap-x-2">
          <span className={has || implied ? "font-medium" : "text-muted"}>{permission.label}</span>
          <span className={has ? "sr-only" : "text-muted text-xs"}>
            {implied ? "Comes with push" : has ? "Granted" : "Not granted"}
          </span>
        </span>
        <span className="block text-muted text-xs">{permission.description}</span>
      </div>
    </li>
  );
}
