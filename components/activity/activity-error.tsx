"use client";
import CloudAlert from "lucide-react/icons/cloud-alert";
import { errorId } from "@/components/shell/error-id";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";

/** The log could not be read: what that means and one way on. */
export function ActivityError({ error, retry }: { error: unknown; retry: () => void }) {
  const id = errorId(error);
  return (
    <Card padded={false} role="alert">
      <Empty
        icon={<CloudAlert />}
        title="The activity could not be loaded"
        action={
          <Button variant="primary" onClick={() => retry()}>
            Try again
          </Button>
        }
      >
        Nothing is lost: what happens meanwhile is still recorded. If this stays, tell your operator
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
