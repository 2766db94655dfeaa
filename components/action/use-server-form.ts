"use client";
import { type FormEvent, startTransition, useActionState, useEffect } from "react";
import { beginBusy } from "@/components/ui/busy";

/**
 * A form over a server action that also works without JavaScript. With it, React doesn't reset the form afterwards, so
 * that everything typed stays, passwords included, which a response must never contain.
 */
export function useServerForm<State>(
  action: (state: Awaited<State>, form: FormData) => State | Promise<State>,
  initial: Awaited<State>,
) {
  const [state, dispatch, pending] = useActionState(action, initial);
  useEffect(() => (pending ? beginBusy() : undefined), [pending]);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    if (!pending) startTransition(() => dispatch(form));
  };
  return { state, pending, form: { action: dispatch, onSubmit } };
}
