import { Alert } from "@/components/ui/alert";
import { Link } from "@/components/ui/link";
import type { StoppedWebhook } from "@/lib/webhooks/stopped";

const SHOWN = 3;

const WHY: Record<string, string> = {
  gone: "its receiver answered 410 Gone",
  failing: "every delivery failed for five days",
};

/** Tells on every page of webhooks that were turned off, until someone saves or deletes them. */
export function StoppedWebhooks({ webhooks }: { webhooks: readonly StoppedWebhook[] }) {
  if (webhooks.length === 0) return null;
  const more = webhooks.length - SHOWN;
  return (
    <section aria-label="Disabled webhooks" className="mx-auto w-full max-w-400 px-4 pt-4 sm:px-6">
      <Alert tone="warn" title={webhooks.length === 1 ? "A webhook was disabled" : "Webhooks were disabled"}>
        <ul>
          {webhooks.slice(0, SHOWN).map(({ id, host, project, stopReason }) => (
            <li key={id} className="break-words">
              <Link href={`${project === null ? "/settings" : `/projects/${project}`}/webhooks/${id}`}>{host}</Link>
              {project === null ? "" : ` in ${project}`}: {WHY[stopReason] ?? "its deliveries failed"}.
            </li>
          ))}
        </ul>
        {more > 0 ? <p>And {more} more.</p> : null}
      </Alert>
    </section>
  );
}
