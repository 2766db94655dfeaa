import { Card } from "@/components/ui/card";
import { numberText } from "@/lib/number-text";

const BAR = 4;
const HEIGHT = 64;
const HOURS = 24;

type LoginChartProps = {
  /** A midnight in UTC. */
  from: Date;
  /** Logins of each hour since then. */
  hours: readonly number[];
};

/** One bar an hour, and each day's total in words below. */
export function LoginChart({ from, hours }: LoginChartProps) {
  const days = Array.from({ length: Math.ceil(hours.length / HOURS) }, (_, day) => ({
    at: new Date(from.getTime() + day * 86_400_000),
    hours: hours.slice(day * HOURS, (day + 1) * HOURS),
  }));
  const most = Math.max(1, ...hours);
  const total = sumOf(hours);
  return (
    <Card title="Logins" description={`${numberText(total)} in the last ${days.length} days, by hour in UTC`}>
      <ol className="grid grid-cols-7 gap-1">
        {days.map((day) => (
          <li key={day.at.getTime()} className="flex min-w-0 flex-col gap-1">
            <DayBars hours={day.hours} most={most} />
            <span className="flex flex-col text-xs">
              <span className="text-muted">
                {weekday(day.at)}
                <span className="max-sm:hidden"> {day.at.getUTCDate()}</span>
              </span>
              <span className="font-medium tabular-nums">
                {numberText(sumOf(day.hours))}
                <span className="sr-only"> logins, at most {numberText(Math.max(0, ...day.hours))} in an hour</span>
              </span>
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

const sumOf = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

const weekday = (at: Date) => at.toLocaleDateString("en-GB", { weekday: "short", timeZone: "UTC" });

function DayBars({ hours, most }: { hours: readonly number[]; most: number }) {
  const bars = hours.map((count, hour) => {
    const height = count === 0 ? 0 : Math.max(1.5, (count / most) * (HEIGHT - 2));
    return height === 0 ? "" : `M${hour * BAR + BAR / 2} ${HEIGHT - 1}v-${height.toFixed(1)}`;
  });
  const width = HOURS * BAR;
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="h-16 w-full text-link"
    >
      <line x1={0} x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} className="stroke-line" />
      <path d={bars.join("")} stroke="currentColor" strokeWidth={BAR - 1} />
    </svg>
  );
}
