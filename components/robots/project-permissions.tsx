import Check from "lucide-react/icons/check";
import Minus from "lucide-react/icons/minus";
import { ACCESS_GROUPS, countText } from "@/components/robots/permission-text";
import { RepositoryList } from "@/components/robots/repository-list";
import { BreakableName } from "@/components/ui/breakable-name";
import type { Permission } from "@/lib/access/permissions";
import type { Patterns } from "@/lib/access/repositories";
import { cn } from "@/lib/cn";

const IMPLIED = "Comes with push";

type ProjectPermissionsProps = {
  permissions: readonly string[];
  project: string;
  /** Undefined for all repositories. */
  repositories: Patterns | undefined;
};

/** What is granted comes first, in groups, and then the rest. */
export function ProjectPermissions({ permissions, project, repositories }: ProjectPermissionsProps) {
  const has = grantedBy(permissions);
  const missing = ACCESS_GROUPS.flatMap(({ permissions: all }) => all).filter(({ key }) => has(key) === null);
  return (
    <>
      <div className="px-4 pt-3">
        <p className="text-muted text-sm">
          {countText(permissions)}, in project <BreakableName className="font-code">{project}</BreakableName> alone.
        </p>
        {repositories ? <RepositoryList patterns={repositories} /> : null}
      </div>
      {ACCESS_GROUPS.map(({ group, permissions: all }) => {
        const granted = all.filter(({ key }) => has(key) !== null);
        return granted.length === 0 ? null : (
          <section key={group} aria-label={group} className="border-line border-b px-4 py-3 last:border-b-0">
            <h3 className="font-medium text-muted text-xs">{group}</h3>
            <ul className="mt-1.5 flex flex-col gap-2">
              {granted.map((permission) => (
                <PermissionItem key={permission.key} permission={permission} grant={has(permission.key)} />
              ))}
            </ul>
          </section>
        );
      })}
      {missing.length > 0 ? (
        <section aria-label="Not granted" className="px-4 py-3">
          <h3 className="font-medium text-muted text-xs">Not granted</h3>
          <ul className="mt-1.5 flex flex-col gap-2">
            {missing.map((permission) => (
              <PermissionItem key={permission.key} permission={permission} grant={null} />
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}

/** Says how a permission is granted, or null if it isn’t. */
function grantedBy(permissions: readonly string[]) {
  const granted = new Set(permissions);
  return (key: string) => {
    if (granted.has(key)) return "Granted";
    // Registries reject a push token without pull, so tokens carry both.
    return key === "repository:pull" && granted.has("repository:push") ? IMPLIED : null;
  };
}

function PermissionItem({ permission, grant }: { permission: Permission; grant: string | null }) {
  const Icon = grant === null ? Minus : Check;
  return (
    <li className="flex items-start gap-2">
      <Icon aria-hidden="true" className={cn("mt-0.5 size-4 shrink-0", grant === null ? "text-faint" : "text-green")} />
      <div className="min-w-0 text-sm">
        <span className="flex flex-wrap items-center gap-x-2">
          <span className={grant === null ? "text-muted" : "font-medium"}>{permission.label}</span>
          <span className={grant === IMPLIED ? "text-muted text-xs" : "sr-only"}>{grant ?? "Not granted"}</span>
        </span>
        <span className="block text-muted text-xs">{permission.description}</span>
      </div>
    </li>
  );
}
