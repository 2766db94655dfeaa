import type { Actor } from "@/lib/access/caller";
import { getDb } from "@/lib/db/client";
import { completeSetup, prepareFirstAdmin } from "@/lib/people/first-admin";
import { checkPassword, signIn, signOut } from "@/lib/people/sign-in";
import { changedSettings, NOBODY, newSecret, person, type Scenario, secretsOfTheRun } from "./scenario";

const CALLER = { address: "203.0.113.9", requestId: "request-of-nobody" };

/** Starts set-up, as the first start does. @returns the one-time code */
async function openSetup(): Promise<string> {
  await getDb().user.deleteMany();
  const code = /[A-Z2-9]{4}(-[A-Z2-9]{4}){3}/.exec((await prepareFirstAdmin()) ?? "")?.[0] ?? "";
  secretsOfTheRun.add(code);
  return code;
}

/** Scenarios of `lib/credentials` and `lib/people/sign-in`. */
export const authScenarios: Scenario[] = [
  {
    verb: signIn,
    action: "session.sign-in",
    refuses: NOBODY,
    prepare: ({ outsider }) => ({
      call: (actor: Actor) => signIn(actor, outsider),
      by: outsider,
      leaves: () => [{ targetName: outsider.username }],
    }),
  },
  ...[signIn, checkPassword].flatMap((verb) =>
    (["a wrong password", "an unknown name", "a disabled person"] as const).map(
      (title): Scenario => ({
        verb,
        action: "session.sign-in",
        title,
        refuses: NOBODY,
        fails: "UNAUTHORIZED",
        async prepare({ outsider }) {
          const disabled = title === "a disabled person";
          const { username, password } = disabled ? await person({ disabled }) : outsider;
          const name = title === "an unknown name" ? "nobody-here" : username;
          const reason = disabled ? "disabled" : "wrong username or password";
          const given = { username: name.toUpperCase(), password: disabled ? password : newSecret() };
          return {
            call: () => verb(CALLER, given),
            by: outsider,
            leaves: () => [{ actor: { type: "anonymous", name, ...CALLER }, targetName: name, details: { reason } }],
          };
        },
      }),
    ),
  ),
  {
    verb: signOut,
    action: "session.sign-out",
    refuses: NOBODY,
    async prepare({ outsider }) {
      await signIn(outsider, outsider);
      const { id } = await getDb().session.findFirstOrThrow();
      return {
        call: (actor: Actor) => signOut(actor, id),
        by: outsider,
        leaves: () => [{ targetName: outsider.username }],
      };
    },
  },
  {
    verb: completeSetup,
    action: "user.create",
    refuses: NOBODY,
    async prepare({ outsider }) {
      const [code, password] = [await openSetup(), newSecret()];
      const form = { code, username: "first", name: "First", password, repeat: password };
      return {
        call: () => completeSetup(CALLER, form),
        by: outsider,
        leaves: () => [
          {
            actor: { type: "anonymous", name: "setup", ...CALLER },
            targetName: "first",
            details: { after: { isAdmin: true } },
          },
        ],
      };
    },
  },
  {
    verb: completeSetup,
    action: "user.create",
    title: "a wrong code",
    refuses: NOBODY,
    fails: "UNPROCESSABLE",
    async prepare({ outsider }) {
      await openSetup();
      const password = newSecret();
      const form = { code: "AAAA-AAAA-AAAA-AAAA", username: "first", name: "First", password, repeat: password };
      return {
        call: () => completeSetup(CALLER, form),
        by: outsider,
        leaves: () => [
          {
            actor: { type: "anonymous", name: "setup", ...CALLER },
            targetName: "first",
            details: { reason: "wrong set-up code" },
          },
        ],
      };
    },
  },
  {
    verb: prepareFirstAdmin,
    action: "user.create",
    title: "from ADMIN_USERNAME and ADMIN_PASSWORD",
    refuses: NOBODY,
    async prepare({ outsider }) {
      await openSetup();
      changedSettings.now = { ADMIN_USERNAME: "ops", ADMIN_PASSWORD: newSecret() };
      return {
        call: () => prepareFirstAdmin(),
        by: outsider,
        leaves: () => [
          {
            actor: { type: "system", name: "ADMIN_USERNAME", address: null, requestId: null },
            targetName: "ops",
            details: { after: { isAdmin: true } },
          },
        ],
      };
    },
  },
];
