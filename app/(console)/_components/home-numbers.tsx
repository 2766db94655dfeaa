import { Link } from "@/components/ui/link";
import { numberText } from "@/lib/number-text";
import type { Home } from "@/lib/overview/home";

type HomeNumbersProps = { counts: Home["counts"]; failedHref: string };

/** Each number is a link to what it counts. */
export function HomeNumbers({ counts, failedHref }: HomeNumbersProps) {
  const numbers = [
    { label: "Expiring in 30 days", value: counts.expiring, href: "/robots?status=expires-30&sort=expires&dir=asc" },
    { label: "Expired but enabled", value: counts.expired, href: "/robots?status=expired&sort=expires&dir=asc" },
    { label: "Idle", value: counts.idle, href: "/robots?status=idle&sort=lastUsed&dir=asc" },
    { label: "Outside the policy", value: counts.outside, href: "/robots?status=outside&sort=expires&dir=desc" },
    { label: "Failed logins in 24 hours", value: counts.failedLogins, href: failedHref },
  ];
  return (
    <ul aria-label="Numbers" className="grid grid-cols-1 gap-3 sm:grid-cols-2 md:grid-cols-3 xl:grid-cols-5">
      {numbers.map(({ label, value, href }) => (
        <li key={label}>
          <Link
            look="plain"
            href={href}
            prefetch={false}
            className="flex h-full items-baseline justify-between gap-3 rounded-lg border border-line bg-surface px-4 py-3 shadow-xs hover:border-control sm:flex-col sm:justify-start sm:gap-0.5"
          >
            <span className="text-muted text-sm sm:order-2">{label}</span>
            <span className="font-semibold text-2xl tabular-nums">{numberText(value)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
