"use client";
import { CenteredPage } from "@/components/shell/centered-page";
import { errorId } from "@/components/shell/error-id";
import { Button } from "@/components/ui/button";
import "./globals.css";

type GlobalErrorProps = { error: unknown; retry: () => void };

/** Rendered without the root layout, so it carries its own styles and follows the system theme. */
export default function GlobalError({ error, retry }: GlobalErrorProps) {
  return (
    <html lang="en" className="font-sans">
      <body>
        <title>Something went wrong · Purser</title>
        <div className="flex min-h-dvh flex-col">
          <CenteredPage
            title="Purser couldn’t respond"
            description="Something went wrong on the server. Try again in a moment."
            footer={errorId(error)}
          >
            <Button variant="primary" onClick={() => retry()}>
              Try again
            </Button>
          </CenteredPage>
        </div>
      </body>
    </html>
  );
}
