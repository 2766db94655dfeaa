"use client";
import { zodResolver } from "@hookform/resolvers/zod";
import { type DefaultValues, type FieldValues, type Path, useForm } from "react-hook-form";
import type { z } from "zod";
import { useAction } from "@/components/action/use-action";
import type { ActionResult } from "@/lib/action";

type ActionFormOptions<In extends FieldValues, Out extends FieldValues, Input, Data> = {
  /** Checks what was typed, here and again on the server. */
  schema: z.ZodType<Out, In>;
  defaultValues: DefaultValues<In>;
  action: (input: Input) => Promise<ActionResult<Data>>;
  /** What the action takes, made of what was typed. */
  toInput: (values: Out) => Input;
  /** What to say when no answer comes: what may have happened, and the next step. */
  lost: string;
  onDone: (data: Data, values: Out) => void;
};

/**
 * A form over one server action. What the server says about a field stands at that field, anything else in
 * `problem`; nothing typed is lost.
 */
export function useActionForm<In extends FieldValues, Out extends FieldValues, Input, Data>(
  options: ActionFormOptions<In, Out, Input, Data>,
) {
  const { schema, defaultValues, action, toInput, lost, onDone } = options;
  const { run, pending, problem, forget } = useAction(action, lost, () => undefined);
  const form = useForm<In, unknown, Out>({ resolver: zodResolver(schema), defaultValues, mode: "onTouched" });
  const submit = form.handleSubmit(async (values) => {
    const outcome = await run(toInput(values));
    if (!outcome) return;
    if (outcome.ok) return onDone(outcome.data, values);
    const faults = Object.entries(outcome.fields ?? {}).filter(([name]) => name in form.getValues());
    for (const [name, message] of faults) form.setError(name as Path<In>, { message }, { shouldFocus: true });
    if (faults.length > 0) forget();
  });
  return { form, submit, pending, problem };
}
