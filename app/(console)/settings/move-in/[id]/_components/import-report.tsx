import { type Definition, DefinitionList } from "@/components/ui/definition-list";
import type { ImportReport } from "@/lib/imports/schema";
import { numberText } from "@/lib/number-text";

type Named = { name: string; reason: string };

/** Counts first, then everything that differs from the source, by name. */
export function ImportReportView({ report }: { report: ImportReport }) {
  return (
    <div className="flex flex-col gap-5">
      <DefinitionList items={countsOf(report)} />
      <NamedList title="New access to what already exists" list={report.existing} />
      <NamedList title="Names already in use" list={report.conflicts} />
      <NamedList title="Robots that can’t be imported" list={report.cannot_move} />
      <NamedList title="Robots imported as disabled" list={report.disabled} />
      <NamedList title="Not imported" list={report.not_moved} />
      <NamedList
        title="Robots that expire later than the policy allows"
        list={{
          total: report.outside_policy.total,
          items: report.outside_policy.items.map((name) => ({ name, reason: "It keeps its expiry." })),
        }}
      />
      {report.permissions.length > 0 ? <Permissions permissions={report.permissions} /> : null}
    </div>
  );
}

function countsOf({ robots, projects, members, keeps_ids, first_names }: ImportReport): Definition[] {
  const more = (total: number, fresh: number) => `${numberText(fresh)} new of ${numberText(total)}`;
  return [
    { term: "Robot accounts", value: more(robots.total, robots.new) },
    ...(robots.already_here > 0 ? [{ term: "Already imported", value: numberText(robots.already_here) }] : []),
    ...(robots.learned_later > 0 ? [{ term: "Secret at first login", value: numberText(robots.learned_later) }] : []),
    { term: "Projects", value: more(projects.total, projects.new) },
    { term: "Members", value: more(members.total, members.new) },
    { term: "IDs", value: keeps_ids ? "Kept" : "Newly assigned" },
    {
      term: "First login names",
      value: <span className="wrap-anywhere font-code">{first_names.join(", ") || "–"}</span>,
    },
  ];
}

const SHOWN = 100;

function NamedList({ title, list }: { title: string; list: { total: number; items: readonly Named[] } }) {
  if (list.total === 0) return null;
  // The same name can be refused twice for the same reason.
  const distinct = new Map(list.items.map((item) => [`${item.name} ${item.reason}`, item]));
  const rows = [...distinct.values()].slice(0, SHOWN);
  return (
    <section className="flex flex-col gap-1.5 text-sm">
      <h3 className="font-semibold">
        {title} ({numberText(list.total)})
      </h3>
      <ul className="flex flex-col gap-1">
        {rows.map(({ name, reason }) => (
          <li key={`${name} ${reason}`} className="grid gap-x-4 sm:grid-cols-2">
            <span className="wrap-anywhere font-code">{name}</span>
            <span className="text-muted">{reason}</span>
          </li>
        ))}
      </ul>
      {list.total > rows.length ? <p className="text-muted">And {numberText(list.total - rows.length)} more.</p> : null}
    </section>
  );
}

function Permissions({ permissions }: Pick<ImportReport, "permissions">) {
  return (
    <section className="flex flex-col gap-1.5 text-sm">
      <h3 className="font-semibold">Permissions</h3>
      <p className="text-muted">
        No one gets more access than before. Permissions without an equivalent here are left out.
      </p>
      <div>
        <table className="w-full border-collapse text-left">
          <thead>
            <tr className="border-line border-b text-muted">
              <th className="py-1.5 pr-4 font-medium">Old registry</th>
              <th className="py-1.5 pr-4 font-medium">Purser</th>
              <th className="py-1.5 text-right font-medium">Robots</th>
            </tr>
          </thead>
          <tbody>
            {permissions.map(({ from, to, robots }) => (
              <tr key={`${from} ${to}`} className="border-line border-b last:border-b-0">
                <td className="wrap-anywhere py-1.5 pr-4 font-code">{from}</td>
                <td className="wrap-anywhere py-1.5 pr-4 font-code">
                  {to ?? <span className="font-sans text-muted">Left out</span>}
                </td>
                <td className="py-1.5 text-right tabular-nums">{numberText(robots)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
