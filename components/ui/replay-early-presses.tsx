"use client";
import { useEffect } from "react";
import { showBusyUntil } from "@/components/ui/busy";
import type { EarlyPresses } from "@/components/ui/early-presses";

/** Repeats what was pressed and typed before hydration. Rendered once, in the root layout. */
export function ReplayEarlyPresses() {
  useEffect(() => {
    const caught = window.earlyPresses;
    if (!caught) return;
    caught.stop();
    delete window.earlyPresses;
    // By then the effects of every component have run, those that listen for keys among them.
    void showBusyUntil(new Promise<void>((resolve) => setTimeout(resolve)).then(() => replay(caught)));
  }, []);
  return null;
}

function replay({ pressed, submitted, keys, typed }: EarlyPresses): void {
  for (const input of typed) if (input.isConnected) tellReact(input);
  if (submitted?.form.isConnected) submitted.form.requestSubmit(submitted.button);
  if (pressed?.isConnected) press(pressed);
  for (const init of keys) (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", init));
}

/** React takes the text it finds for the value it rendered, and reports a change only if they differ. */
function tellReact(input: HTMLInputElement | HTMLTextAreaElement): void {
  if (input.type === "checkbox" || input.type === "radio") return;
  const { value, selectionStart, selectionEnd } = input;
  input.value = input.defaultValue;
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(input), "value")?.set?.call(input, value);
  if (document.activeElement === input) input.setSelectionRange(selectionStart, selectionEnd);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function press(target: HTMLElement): void {
  // The browser has already switched the box, which the click is to do.
  if (target instanceof HTMLInputElement && target.type === "checkbox") target.checked = target.defaultChecked;
  target.click();
}
