import { numberText } from "@/lib/number-text";

type SparklineProps = {
  /** The oldest first. */
  counts: readonly number[];
  className?: string;
};

const WIDTH = 3;
const HEIGHT = 20;

/** "1,204 logins in 30 days, at most 88 in a day." */
export function usageText(counts: readonly number[]): string {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return `No logins in ${counts.length} days.`;
  const most = Math.max(...counts);
  return `${numberText(total)} ${total === 1 ? "login" : "logins"} in ${counts.length} days, at most ${numberText(most)} in a day.`;
}

/** One bar a day. Screen readers read the numbers instead. */
export function Sparkline({ counts, className }: SparklineProps) {
  const most = Math.max(1, ...counts);
  const width = counts.length * WIDTH;
  return (
    <svg
      role="img"
      aria-label={usageText(counts)}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      width={width}
      height={HEIGHT}
      className={className ?? "text-link"}
    >
      <line x1={0} x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} className="stroke-line" />
      <path
        d={counts.map((count, day) => bar(day, (count / most) * (HEIGHT - 1))).join("")}
        stroke="currentColor"
        strokeWidth={WIDTH - 1}
      />
    </svg>
  );
}

/** A day with logins is always visible. */
function bar(day: number, height: number): string {
  return height === 0 ? "" : `M${day * WIDTH + 1} ${HEIGHT - 1}v-${Math.max(height, 1.5).toFixed(1)}`;
}
