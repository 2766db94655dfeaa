type Described = { message?: unknown; days?: { message?: unknown } };

/** Also finds an error nested in the days. */
export function fieldMessage(error: object | undefined): string | undefined {
  const { message, days } = (error ?? {}) as Described;
  const text = message ?? days?.message;
  return typeof text === "string" && text !== "" ? text : undefined;
}
