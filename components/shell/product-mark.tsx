export function ProductMark({ name = true }: { name?: boolean }) {
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap font-semibold text-base tracking-tight">
      <svg viewBox="0 0 32 32" aria-hidden="true" className="size-6 shrink-0">
        <rect width="32" height="32" rx="8" className="fill-accent" />
        <g fill="none" strokeWidth="2.75" strokeLinecap="round" strokeLinejoin="round" className="stroke-on-accent">
          <circle cx="12" cy="12.5" r="4.25" />
          <path d="m15.2 15.7 8.3 8.3M20.2 20.7l2.6-2.6" />
        </g>
      </svg>
      <span className={name ? undefined : "sr-only"}>Purser</span>
    </span>
  );
}
