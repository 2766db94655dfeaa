import { expect, test } from "vitest";
import { passwordProblem } from "./password-policy";

test.each(["password", "12345678", "Password1", "QWERTYUIOP", "iloveyou", "trustno1"])(
  "%j is rejected in any case as one of the most common passwords",
  (password) => {
    expect(passwordProblem(password, "ada")).toContain("most common passwords");
  },
);

test.each([
  ["my-ada-lamp", "ada", "username"],
  ["xBRUNO.77x", "bruno", "username"],
  ["Purser-2026", "ada", "Purser"],
  ["the-pUrSeR-here", "ada", "Purser"],
])("%j of %j is rejected with the reason", (password, username, why) => {
  expect(passwordProblem(password, username)).toContain(why);
});

test.each([
  ["Orchard-lamp-7", "ada"],
  // Two letters occur in too many passwords by chance.
  ["Orchard-lamp-7", "la"],
  ["🦊🦊 Füchse im Schnee", "ada"],
])("%j of %j is accepted", (password, username) => {
  expect(passwordProblem(password, username)).toBeNull();
});
