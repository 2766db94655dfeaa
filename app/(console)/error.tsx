"use client";
import CloudAlert from "lucide-react/icons/cloud-alert";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";

type ConsoleErrorProps = { error: Error & { digest?: string }; retry: () => void };

/** A page that could not be loaded; the frame around it stays, so that other pages are one press away. */
export default function ConsoleError({ error, retry }: ConsoleErrorProps) {
  return (
    <Card padded={false} role="alert">
      <Empty
        icon={<CloudAlert />}
        title="This page could not be loaded"
        action={
          <Button variant="primary" onClick={() => retry()}>
            Try again
          </Button>
        }
      >
        Nothing was changed by this. If it stays, tell your operator
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
