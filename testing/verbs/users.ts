import type { Actor } from "@/lib/access/caller";
import { getDb } from "@/lib/db/client";
import { changePassword, createUser, resetPassword, setUserAdmin, setUserDisabled } from "@/lib/people/service";
import { signIn } from "@/lib/people/sign-in";
import { NOBODY, newSecret, person, type Scenario, SYSTEM_ADMINS_ONLY } from "./scenario";

export const userScenarios: Scenario[] = [
  {
    verb: createUser,
    action: "user.create",
    refuses: SYSTEM_ADMINS_ONLY,
    prepare({ admin }) {
      const form = { username: "newcomer", name: "New", email: "new@acme.test", password: newSecret(), isAdmin: true };
      return {
        call: (actor: Actor) => createUser(actor, form),
        by: admin,
        leaves: () => [{ targetName: "newcomer", details: { after: { isAdmin: true } } }],
      };
    },
  },
  ...[true, false].map(
    (disabled): Scenario => ({
      verb: setUserDisabled,
      action: disabled ? "user.disable" : "user.enable",
      refuses: SYSTEM_ADMINS_ONLY,
      async prepare({ admin }) {
        const { password, ...someone } = await person({ disabled: !disabled });
        const { id, username: targetName } = someone;
        if (disabled) await signIn(someone, { username: targetName, password });
        return {
          call: (actor: Actor) => setUserDisabled(actor, { id, disabled }),
          by: admin,
          leaves: () => [{ targetName }],
        };
      },
    }),
  ),
  ...[true, false].map(
    (isAdmin): Scenario => ({
      verb: setUserAdmin,
      action: isAdmin ? "user.make-admin" : "user.revoke-admin",
      refuses: SYSTEM_ADMINS_ONLY,
      async prepare({ admin }) {
        const { id, username: targetName } = await person({ isAdmin: !isAdmin });
        return {
          call: (actor: Actor) => setUserAdmin(actor, { id, isAdmin }),
          by: admin,
          leaves: () => [{ targetName }],
        };
      },
    }),
  ),
  {
    verb: resetPassword,
    action: "user.reset-password",
    refuses: SYSTEM_ADMINS_ONLY,
    async prepare({ admin }) {
      const { password, ...someone } = await person();
      await signIn(someone, { username: someone.username, password });
      const input = { id: someone.id, password: newSecret() };
      return {
        call: (actor: Actor) => resetPassword(actor, input),
        by: admin,
        leaves: () => [{ targetName: someone.username }],
      };
    },
  },
  ...[true, false].map(
    (isRight): Scenario => ({
      verb: changePassword,
      action: "user.change-password",
      title: isRight ? "with the present one" : "with a wrong one",
      refuses: NOBODY,
      ...(!isRight && { fails: "UNPROCESSABLE" }),
      async prepare({ outsider }) {
        await signIn(outsider, outsider);
        const { id } = await getDb().session.findFirstOrThrow();
        const password = newSecret();
        const current = isRight ? outsider.password : newSecret();
        return {
          call: (actor: Actor) => changePassword(actor, { current, password, repeat: password }, id),
          by: outsider,
          leaves: () => [{ targetName: outsider.username }],
        };
      },
    }),
  ),
];
