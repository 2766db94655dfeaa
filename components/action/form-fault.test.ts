import { expect, test } from "vitest";
import { formFault } from "@/components/action/form-fault";

const fault = (message: string) => ({ type: "custom", message });

test("nothing is said before the first submit, nor once every field is right", () => {
  expect(formFault({ submitCount: 0, errors: { name: fault("Enter a name.") } })).toBeUndefined();
  expect(formFault({ submitCount: 2, errors: {} })).toBeUndefined();
});

test("one fault is named, however deep its field is", () => {
  const errors = { access: { projects: [{ permissions: fault("Choose at least one permission.") }] } };
  expect(formFault({ submitCount: 1, errors })).toBe("Not saved. Choose at least one permission.");
});

test("several faults are counted", () => {
  const errors = { name: fault("Enter a name."), expiry: { days: fault("At least 1 day.") } };
  expect(formFault({ submitCount: 1, errors })).toBe("Not saved. Correct the 2 marked fields above.");
});
