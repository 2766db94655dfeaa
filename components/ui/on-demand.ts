"use client";
import { type ComponentType, useSyncExternalStore } from "react";

/** A component whose code is fetched when somebody is about to need it. */
export type OnDemand<Props> = {
  /** Fetches the code, once; rejects when that fails, and the next call tries again. */
  load: () => Promise<void>;
  /** The same before it is needed: a failure is left to the next attempt. */
  preload: () => void;
  /** The component once it is there, else null; with `wanted` it is fetched. Shown without a further wait once it is. */
  use: (wanted: boolean) => ComponentType<Props> | null;
};

/** Leaves the code of a component out of the first load. */
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
