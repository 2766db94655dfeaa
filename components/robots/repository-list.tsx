import type { Patterns } from "@/lib/access/repositories";

/** The patterns that limit permissions. */
export function RepositoryList({ patterns }: { patterns: Patterns }) {
  return (
    <p className="mt-1 text-sm">
      Only in{" "}
      {patterns.map((pattern, index) => (
        <span key={pattern}>
          {index > 0 ? ", " : null}
          <span className="break-all font-code">{pattern}</span>
        </span>
      ))}
    </p>
  );
}
