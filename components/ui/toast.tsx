"use client";
import { type ReactNode, useSyncExternalStore } from "react";
import { onDemand } from "@/components/ui/on-demand";
import { awaitsToasts, onToast, sendToast } from "@/components/ui/toast-queue";

/** Announced politely. */
export type ToastApi = {
  /** Disappears after 5 s. */
  success: (title: ReactNode, description?: ReactNode) => void;
  /** Stays until dismissed. For errors that belong to no field or dialog. */
  error: (title: ReactNode, description?: ReactNode) => void;
};

const api: ToastApi = {
  success: (title, description) => sendToast({ type: "success", title, description }),
  error: (title, description) => sendToast({ type: "error", title, description, timeout: 0 }),
};

const list = onDemand(() => import("@/components/ui/toast-list").then((module) => module.ToastList));

export function useToast(): ToastApi {
  return api;
}

/** Rendered once, in the root layout. The list loads with the first message. */
export function ToastLayer({ children }: { children: ReactNode }) {
  const wanted = useSyncExternalStore(onToast, awaitsToasts, () => false);
  const List = list.use(wanted);
  return (
    <>
      {children}
      {List ? <List /> : null}
    </>
  );
}
