"use client";
import CloudAlert from "lucide-react/icons/cloud-alert";
import type { ReactNode } from "react";
import { errorId } from "@/components/shell/error-id";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { isLoadFailure } from "@/components/ui/load-failure";

type LoadErrorProps = {
  error: unknown;
  retry: () => void;
  title: string;
  /** What it means for the reader. */
  children: ReactNode;
};

export function LoadError({ error, retry, title, children }: LoadErrorProps) {
  const id = errorId(error);
  if (isLoadFailure(error)) return <LoadFailed title={title} />;
  return (
    <Card padded={false} role="alert">
      <Empty
        icon={<CloudAlert />}
        title={title}
        action={
          <Button variant="primary" onClick={() => retry()}>
            Try again
          </Button>
        }
      >
        {children} If this keeps happening, tell your operator
        {id ? (
          <>
            : <span className="font-code">{id}</span>.
          </>
        ) : (
          "."
        )}
      </Empty>
    </Card>
  );
}

/** The page's code is missing, which trying again doesn't bring back. */
function LoadFailed({ title }: { title: string }) {
  return (
    <Card padded={false} role="alert">
      <Empty
        icon={<CloudAlert />}
        title={title}
        action={
          <Button variant="primary" onClick={() => location.reload()}>
            Reload
          </Button>
        }
      >
        You may be offline, or Purser was updated after you opened this tab. Check your connection, then reload.
      </Empty>
    </Card>
  );
}
