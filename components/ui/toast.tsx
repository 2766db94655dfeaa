"use client";
import { type ReactNode, useSyncExternalStore } from "react";
import { onDemand } from "@/components/ui/on-demand";
import { awaitsToasts, onToast, sendToast } from "@/components/ui/toast-queue";

/** Shows short messages in a corner; they are read out politely. */
export type ToastApi = {
  /** Goes away by itself after 5 s. */
  success: (title: ReactNode, description?: ReactNode) => void;
  /** Stays until dismissed. For faults that belong to no field and no dialog. */
  error: (title: ReactNode, description?: ReactNode) => void;
};

const api: ToastApi = {
  success: (title, description) => sendToast({ type: "success", title, description }),
  error: (title, description) => sendToast({ type: "error", title, description, timeout: 0 }),
};

const list = onDemand(() => import("@/components/ui/toast-list").then((module) => module.ToastList));

/** The toasts of this page. */
export function useToast(): ToastApi {
  return api;
}

/** Makes `useToast` work; sits once in the root layout. The list itself comes with the first message. */
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
