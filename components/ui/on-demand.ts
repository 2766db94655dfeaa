"use client";
import { type ComponentType, useSyncExternalStore } from "react";
import { showBusyUntil } from "@/components/ui/busy";
import { dismissLoadFailure, reportLoadFailure } from "@/components/ui/load-failure";

/** A component whose code loads on demand. */
export type OnDemand<Props> = {
  /** Loads the code once; after a failure, the next call tries again. */
  load: () => Promise<void>;
  /** Loads early; a failure is left to the next attempt. */
  preload: () => void;
  /** Returns the component once loaded, else null; `wanted` loads it. */
  use: (wanted: boolean) => ComponentType<Props> | null;
};

/** @param isMissed whether someone waits for the part: only then are they told of progress and failure */
export function onDemand<Props>(fetchPart: () => Promise<ComponentType<Props>>, isMissed = true): OnDemand<Props> {
  let loaded: ComponentType<Props> | null = null;
  let loading: Promise<void> | null = null;
  const listeners = new Set<() => void>();
  const load = () => {
    if (loaded) return Promise.resolve();
    loading ??= fetchPart()
      .then((component) => {
        loaded = component;
        for (const listener of listeners) listener();
      })
      .finally(() => {
        loading = null;
      });
    return loading;
  };
  const preload = () => void load().catch(() => {});
  const loadVisibly = () => void showBusyUntil(load()).then(dismissLoadFailure, reportLoadFailure);
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    if (!loaded) (isMissed ? loadVisibly : preload)();
    return () => void listeners.delete(listener);
  };
  return {
    load,
    preload,
    use: (wanted) =>
      useSyncExternalStore(
        wanted ? subscribe : never,
        () => loaded,
        () => null,
      ),
  };
}

const never = () => () => {};
