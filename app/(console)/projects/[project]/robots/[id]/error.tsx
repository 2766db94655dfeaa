"use client";
import CloudAlert from "lucide-react/icons/cloud-alert";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";

type RobotErrorProps = { error: Error & { digest?: string }; retry: () => void };

/** The robot could not be loaded: what that means and one way on. */
export default function RobotError({ error, retry }: RobotErrorProps) {
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
        {error.digest ? (
          <>
            {" "}
            this id: <span className="font-code">{error.digest}</span>.
          </>
        ) : (
          "."
        )}
      </Empty>
    </Card>
  );
}
