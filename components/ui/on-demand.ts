"use client";
import { type ComponentType, useSyncExternalStore } from "react";

/** A component whose code is fetched when somebody is about to need it. */
export type OnDemand<Props> = {
  /** Begins to fetch. If that fails, the next call tries again. */
  preload: () => void;
  /** The component once it is there, else null; with `wanted` it is fetched. Shown without a further wait once it is. */
  use: (wanted: boolean) => ComponentType<Props> | null;
};

/** Leaves the code of a component out of the first load. */
export function onDemand<Props>(load: () => Promise<ComponentType<Props>>): OnDemand<Props> {
  let loaded: ComponentType<Props> | null = null;
  let loading = false;
  const listeners = new Set<() => void>();
  const preload = () => {
    if (loaded || loading) return;
    loading = true;
    load()
      .then(
        (component) => {
          loaded = component;
          for (const listener of listeners) listener();
        },
        () => {},
      )
      .finally(() => {
        loading = false;
      });
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    preload();
    return () => void listeners.delete(listener);
  };
  return {
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
