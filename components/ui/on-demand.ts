"use client";
import { type ComponentType, useSyncExternalStore } from "react";

/** A component whose code loads on demand. */
export type OnDemand<Props> = {
  /** Loads the code once; after a failure, the next call tries again. */
  load: () => Promise<void>;
  /** Loads early; a failure is left to the next attempt. */
  preload: () => void;
  /** Returns the component once loaded, else null; `wanted` loads it. */
  use: (wanted: boolean) => ComponentType<Props> | null;
};

export function onDemand<Props>(fetchPart: () => Promise<ComponentType<Props>>): OnDemand<Props> {
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
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    preload();
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
