// Next runs this file in the browser before React starts.
import { navigationEnded, navigationStarted } from "@/components/ui/busy";
import { watchHistory } from "@/components/ui/dialog-history";

watchHistory(navigationEnded);

/** Called by Next when a link or a script starts a navigation. */
export function onRouterTransitionStart(): void {
  navigationStarted();
}
