"use client";
import CloudAlert from "lucide-react/icons/cloud-alert";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";

/** The list could not be loaded: what that means and one way on. */
export default function RobotsError({ error, retry }: { error: unknown; retry: () => void }) {
  const id = error instanceof Error && "digest" in error ? String(error.digest) : null;
  return (
    <Card padded={false} role="alert">
      <Empty
        icon={<CloudAlert />}
        title="The robot accounts could not be loaded"
        action={
          <Button variant="primary" onClick={() => retry()}>
            Try again
          </Button>
        }
      >
        Nothing has changed, and robots keep working. If this stays, tell your operator
        {id ? (
          <>
            {" "}
            this id: <span className="font-code">{id}</span>.
          </>
        ) : (
          "."
        )}
      </Empty>
    </Card>
  );
}
