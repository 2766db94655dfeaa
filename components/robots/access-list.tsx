import Check from "lucide-react/icons/check";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import { groupByPermissions } from "@/components/robots/group-by-permissions";
import { countText, grantedGroups } from "@/components/robots/permission-text";
import { RepositoryList } from "@/components/robots/repository-list";
import { BreakableName } from "@/components/ui/breakable-name";
import { Link } from "@/components/ui/link";
import { type Permission, SYSTEM_PERMISSIONS } from "@/lib/access/permissions";
import type { RobotAccess } from "@/lib/robots/schema";

/** Groups projects that have the same permissions. */
export function AccessList({ access: { projects, system } }: { access: RobotAccess }) {
  if (projects.length + system.length === 0)
    return (
      <p className="flex items-start gap-2 p-4 text-amber text-sm">
        <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
        No access: its projects were deleted. It can’t log in until someone gives it access to a project.
      </p>
    );
  return (
    <>
      {groupByPermissions(projects).map(({ key, everywhere, names, permissions, repositories }) => (
        <section key={key} className="border-line border-b px-4 py-3 last:border-b-0">
          <h3 className="font-medium text-sm">
            {everywhere ? "All projects" : names.length === 1 ? "In one project" : `In ${names.length} projects`}
            <span className="ml-2 font-normal text-muted text-xs">{countText(permissions)}</span>
          </h3>
          {repositories ? <RepositoryList patterns={repositories} /> : null}
          {names.length > 0 ? <ProjectNames names={names} also={everywhere} /> : null}
          {grantedGroups(permissions).map(({ group, permissions: granted }) => (
            <div key={group} className="mt-2.5">
              <h4 className="font-medium text-muted text-xs">{group}</h4>
              <PermissionList permissions={granted} />
            </div>
          ))}
        </section>
      ))}
      {system.length > 0 ? (
        <section className="px-4 py-3">
          <h3 className="font-medium text-sm">The whole instance</h3>
          <PermissionList permissions={SYSTEM_PERMISSIONS.filter(({ key }) => system.includes(key))} />
        </section>
      ) : null}
    </>
  );
}

function ProjectNames({ names, also }: { names: readonly string[]; also: boolean }) {
  return (
    <ul className="mt-1 flex max-h-40 flex-wrap gap-x-3 gap-y-0.5 overflow-y-auto text-sm">
      {also ? <li className="text-muted">also by name:</li> : null}
      {names.map((name) => (
        <li key={name}>
          <Link href={`/projects/${name}/robots`} prefetch={false} className="font-code">
            <BreakableName>{name}</BreakableName>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function PermissionList({ permissions }: { permissions: readonly Permission[] }) {
  return (
    <ul className="mt-1.5 flex flex-col gap-2">
      {permissions.map(({ key, label, description }) => (
        <li key={key} className="flex items-start gap-2 text-sm">
          <Check aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-green" />
          <div className="min-w-0">
            <span className="font-medium">{label}</span>
            <span className="block text-muted text-xs">{description}</span>
          </div>
        </li>
      ))}
    </ul>
  );
}
