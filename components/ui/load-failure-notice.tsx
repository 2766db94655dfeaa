"use client";
import { useSyncExternalStore } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { dismissLoadFailure, hasLoadFailed, onLoadFailure } from "@/components/ui/load-failure";

/** Rendered once, in the root layout. Part of every page, because a message that loads on demand would be missing too. */
export function LoadFailureNotice() {
  const failed = useSyncExternalStore(onLoadFailure, hasLoadFailed, () => false);
  if (!failed) return null;
  const actions = (
    <>
      <Button size="sm" onClick={() => location.reload()}>
        Reload
      </Button>
      <Button size="sm" variant="ghost" onClick={dismissLoadFailure}>
        Dismiss
      </Button>
    </>
  );
  return (
    <div className="fixed right-4 bottom-4 left-4 z-50 rounded-md shadow-popup sm:left-auto sm:w-88">
      <Alert tone="error" title="This part of the console couldn’t be loaded" actions={actions}>
        You may be offline, or Purser was updated after you opened this page. Check your connection, then reload.
      </Alert>
    </div>
  );
}
