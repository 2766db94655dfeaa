"use client";
import { CenteredPage } from "@/components/shell/centered-page";
import { errorId } from "@/components/shell/error-id";
import { Button, ButtonLink } from "@/components/ui/button";
import { isLoadFailure } from "@/components/ui/load-failure";

type ErrorPageProps = { error: unknown; retry: () => void };

/** Shows the error ID from the server's log, never the message. */
export default function ErrorPage({ error, retry }: ErrorPageProps) {
  const isOutdated = isLoadFailure(error);
  return (
    <CenteredPage
      title="We couldn’t load this page"
      description={
        isOutdated
          ? "You may be offline, or Purser was updated after you opened this tab. Check your connection, then reload."
          : "Something went wrong on the server. Nothing was changed. Try again; if it keeps happening, tell your operator."
      }
      footer={errorId(error)}
    >
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" onClick={() => (isOutdated ? location.reload() : retry())}>
          {isOutdated ? "Reload" : "Try again"}
        </Button>
        <ButtonLink href="/projects">Go to projects</ButtonLink>
      </div>
    </CenteredPage>
  );
}
