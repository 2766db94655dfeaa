"use client";
import { zodResolver } from "@hookform/resolvers/zod";
import { type FormEvent, useEffect, useRef } from "react";
import { type DefaultValues, type FieldValues, type Path, useForm } from "react-hook-form";
import type { z } from "zod";
import type { Outcome, Problem } from "@/components/action/call-action";
import { focusFirstFault, formFault } from "@/components/action/form-fault";
import { type ServerAction, useAction } from "@/components/action/use-action";

type ActionFormOptions<In extends FieldValues, Out extends FieldValues, Input, Data> = {
  /** Runs here first and again on the server. */
  schema: z.ZodType<Out, In>;
  defaultValues: DefaultValues<In>;
  action: ServerAction<Input, Data>;
  /** Builds the action's input from the values and the last problem. */
  toInput: (values: Out, problem: Problem | null) => Input;
  /** The message when no response arrives: what may have happened and the next step. */
  noResponse: string;
  onDone: (data: Data, values: Out) => void;
  onProblem?: (problem: Problem) => void;
  /** Maps the server's field names to the form's. */
  fieldNames?: Record<string, string>;
  /** Called with the invalid fields, which may be on another step. */
  onInvalid?: (names: readonly string[]) => void;
};

/**
 * A form over one server action. Server errors about a field appear at that field, others in `problem`; nothing typed
 * is lost. A submit that fails focuses the first invalid field, and `fault` names it for display beside the button.
 */
export function useActionForm<In extends FieldValues, Out extends FieldValues, Input, Data>(
  options: ActionFormOptions<In, Out, Input, Data>,
) {
  const { schema, defaultValues, action, toInput, noResponse, onDone, onProblem, fieldNames = {}, onInvalid } = options;
  const { run, pending, problem, forget } = useAction(action, noResponse, onProblem);
  const form = useForm<In, unknown, Out>({
    resolver: zodResolver(schema),
    defaultValues,
    mode: "onTouched",
    shouldFocusError: false,
  });
  const element = useRef<HTMLFormElement>(null);
  const { submitCount } = form.formState;
  const fault = formFault(form.formState);
  const isFaulty = useRef(false);
  useEffect(() => {
    isFaulty.current = fault !== undefined;
  });
  // Only after the errors are rendered, and the step they are on.
  useEffect(() => {
    if (submitCount > 0 && isFaulty.current) focusFirstFault(element.current);
  }, [submitCount]);
  function showFaults({ fields = {} }: Extract<Outcome<Data>, { ok: false }>) {
    const known = Object.entries(fields)
      .map(([name, message]) => ({ name: fieldNames[name] ?? name, message }))
      .filter(({ name }) => name in form.getValues());
    for (const { name, message } of known) form.setError(name as Path<In>, { message });
    if (known.length === 0) return;
    forget();
    onInvalid?.(known.map(({ name }) => name));
  }
  const handle = form.handleSubmit(
    async (values) => {
      const outcome = await run(toInput(values, problem));
      if (outcome?.ok) return onDone(outcome.data, values);
      if (outcome) showFaults(outcome);
    },
    (faults) => onInvalid?.(Object.keys(faults)),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    element.current = event.currentTarget;
    return handle(event);
  };
  return { form, submit, pending, problem, fault, forget };
}
