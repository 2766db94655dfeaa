import type { FieldPath, FieldValues, UseFormReturn } from "react-hook-form";

/** Registers a field that another must repeat. Checks the other again, but only once someone has filled it in. */
export function registerRepeated<In extends FieldValues, Context, Out>(
  form: UseFormReturn<In, Context, Out>,
  name: FieldPath<In>,
  repeat: FieldPath<In>,
) {
  const recheck = () => {
    const { isTouched, invalid } = form.getFieldState(repeat);
    if (isTouched || invalid) void form.trigger(repeat);
  };
  return form.register(name, { onChange: recheck });
}

/** Registers the repetition. Once it has been called wrong, each key checks it again. */
export function registerRepeat<In extends FieldValues, Context, Out>(
  form: UseFormReturn<In, Context, Out>,
  repeat: FieldPath<In>,
) {
  return form.register(repeat, { onChange: () => form.getFieldState(repeat).invalid && void form.trigger(repeat) });
}
