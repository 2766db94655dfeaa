"use client";
import CloudAlert from "lucide-react/icons/cloud-alert";
import type { ReactNode } from "react";
import { errorId } from "@/components/shell/error-id";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";

type LoadErrorProps = {
  error: unknown;
  retry: () => void;
  title: string;
  /** What it means for the reader. */
  children: ReactNode;
};

export function LoadError({ error, retry, title, children }: LoadErrorProps) {
  const id = errorId(error);
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
