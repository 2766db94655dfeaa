"use client";
import CloudAlert from "lucide-react/icons/cloud-alert";
import { errorId } from "@/components/shell/error-id";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";

/** The robot could not be loaded: what that means and one way on. */
export default function RobotError({ error, retry }: { error: unknown; retry: () => void }) {
  const id = errorId(error);
  return (
    <Card padded={false} role="alert">
      <Empty
        icon={<CloudAlert />}
        title="This robot account could not be loaded"
        action={
          <Button variant="primary" onClick={() => retry()}>
            Try again
          </Button>
        }
      >
        Nothing has changed, and it keeps working. If this stays, tell your operator
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
