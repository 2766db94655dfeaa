import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import { makeProject, makeUser } from "@/prisma/builders";
import { signIn } from "../auth/service";
import { getDb } from "../db/client";
import { createRobotSchema } from "../robots/schema";
import { createRobot, deleteRobots, refreshSecret } from "../robots/service";
import { createUserSchema } from "../users/schema";
import { changePassword, createUser, resetPassword } from "../users/service";
import { exportAudit } from "./export";
import { listAudit } from "./queries";
import { auditFilterSchema, listAuditSchema } from "./schema";

vi.mock("next/headers", () => ({ headers: async () => new Headers() }));

/** Passwords and secrets that people give; each is one that appears nowhere else. */
const GIVEN = {
  byHand: "Hand-Given-1",
  signIn: "Sign-In-Pass-1",
  wrong: "Wrong-Pass-1",
  created: "Created-Pass-1",
  reset: "Reset-Pass-1",
  changed: "Changed-Pass-1",
};

test("no audit row, no page of the log and no export holds a secret, a password or a hash of one", async () => {
  const admin = await makeUser({ isAdmin: true, password: GIVEN.signIn });
  const project = await makeProject({ admins: [admin] });
  const secrets = Object.values<string>(GIVEN);

  const form = { project: project.name, name: "ci", description: "", duration: 30, permissions: ["repository:pull"] };
  const robot = await createRobot(admin, createRobotSchema.parse({ ...form, creationKey: randomUUID() }));
  secrets.push(robot.secret);
  secrets.push((await refreshSecret(admin, { id: robot.id })).secret);
  await refreshSecret(admin, { id: robot.id, secret: GIVEN.byHand });
  const hashes = await getDb().robot.findMany({ select: { secretHash: true } });
  await expect(refreshSecret(await makeUser(), { id: robot.id, secret: GIVEN.byHand })).rejects.toThrow();
  await deleteRobots(admin, { ids: [robot.id] });

  const { token } = await signIn(admin, { username: admin.username, password: GIVEN.signIn }, new Headers());
  await expect(signIn(admin, { username: admin.username, password: GIVEN.wrong }, new Headers())).rejects.toThrow();
  const person = { username: "secretive", name: "", email: "", password: GIVEN.created, isAdmin: false };
  const { id } = await createUser(admin, createUserSchema.parse(person));
  await resetPassword(admin, { id, password: GIVEN.reset });
  await changePassword(admin, { current: GIVEN.signIn, password: GIVEN.changed, repeat: GIVEN.changed }, token);
  const accounts = await getDb().account.findMany({ select: { password: true } });
  secrets.push(token, ...hashes.map(({ secretHash }) => secretHash), ...accounts.map(({ password }) => password ?? ""));

  const rows = await getDb().auditEvent.findMany();
  expect(new Set(rows.map(({ action }) => action)).size).toBeGreaterThan(6);
  const page = await listAudit(admin, null, listAuditSchema.parse({}));
  const pieces: string[] = [];
  for await (const piece of await exportAudit(admin, null, auditFilterSchema.parse({}))) pieces.push(piece);
  const everything = JSON.stringify(rows) + JSON.stringify(page) + pieces.join("");
  expect(everything).toContain("robot.refresh-secret");
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(8);
    expect(everything).not.toContain(secret);
  }
});
