/** The messages of all invalid fields, nested ones included. `ref` is the field's element. */
function messagesOf(errors: unknown): string[] {
  if (typeof errors !== "object" || errors === null) return [];
  if ("message" in errors && typeof errors.message === "string" && errors.message !== "") return [errors.message];
  return Object.entries(errors).flatMap(([name, nested]) => (name === "ref" ? [] : messagesOf(nested)));
}

/** Says beside the button why nothing was saved, because the fields may be out of sight. Undefined before a submit. */
export function formFault({ submitCount, errors }: { submitCount: number; errors: object }): string | undefined {
  if (submitCount === 0) return undefined;
  const messages = messagesOf(errors);
  if (messages.length === 0) return undefined;
  return `Not saved. ${messages.length === 1 ? messages[0] : `Correct the ${messages.length} marked fields above.`}`;
}

/** Presets are shortcuts, and not what is at fault. */
const FIELD = "input,button:not([aria-pressed])";

/** Scrolls to the first invalid field and focuses it. */
export function focusFirstFault(form: HTMLFormElement | null): void {
  const fault = form?.querySelector<HTMLElement>("[aria-invalid=true],[data-fault]");
  const field = fault?.hasAttribute("data-fault") ? fault.querySelector<HTMLElement>(FIELD) : fault;
  field?.focus({ preventScroll: true });
  fault?.scrollIntoView({ block: fault === field ? "center" : "start" });
}

/** For forms that keep their own state: focuses the first invalid field once the errors just set are shown. */
export function focusFaultOnceShown(form: HTMLFormElement): void {
  requestAnimationFrame(() => focusFirstFault(form));
}
