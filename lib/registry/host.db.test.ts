import { afterEach, expect, test, vi } from "vitest";
import { getDb } from "@/lib/db/client";
import { makeProject, makeUser } from "@/testing/builders";
import { env } from "../env";
import { getRegistryHost, setRegistryHost } from "./host";

const given = vi.hoisted(() => ({ host: undefined as string | undefined }));
vi.mock("../env", async (original) => {
  const { env: real } = await original<typeof import("../env")>();
  return { env: () => ({ ...real(), REGISTRY_HOST: given.host }) };
});

afterEach(async () => {
  given.host = undefined;
  await getDb().setting.deleteMany();
});

const systemAdmin = () => makeUser({ isAdmin: true });
const lastChange = () =>
  getDb().auditEvent.findFirstOrThrow({ where: { action: "registry.set-host" }, orderBy: { id: "desc" } });

test("a host that a system admin enters is kept, changed and removed, and each change is recorded once", async () => {
  const admin = await systemAdmin();
  expect(await getRegistryHost()).toBeNull();
  await setRegistryHost(admin, { host: "registry.acme.test:5000" });
  await setRegistryHost(admin, { host: "registry.acme.test:5000" });
  expect(await getRegistryHost()).toBe("registry.acme.test:5000");
  await setRegistryHost(await systemAdmin(), { host: "other.test" });
  expect(await getRegistryHost()).toBe("other.test");
  expect(JSON.parse((await lastChange()).details)).toEqual({
    before: { host: "registry.acme.test:5000" },
    after: { host: "other.test" },
  });
  await setRegistryHost(admin, { host: null });
  expect(await getRegistryHost()).toBeNull();
  const rows = await getDb().auditEvent.count({ where: { action: "registry.set-host", actorName: admin.username } });
  expect(rows).toBe(2);
});

test("REGISTRY_HOST takes precedence, and then the host can't be changed here", async () => {
  const admin = await systemAdmin();
  await setRegistryHost(admin, { host: "typed.test" });
  given.host = "fixed.test";
  expect(env().REGISTRY_HOST).toBe("fixed.test");
  expect(await getRegistryHost()).toBe("fixed.test");
  await expect(setRegistryHost(admin, { host: "other.test" })).rejects.toMatchObject({ code: "CONFLICT" });
  given.host = undefined;
  expect(await getRegistryHost()).toBe("typed.test");
});

test("a project's admin can't change it, and neither can a system admin who was demoted meanwhile", async () => {
  const attacker = await makeUser();
  await makeProject({ admins: [attacker] });
  const demoted = await systemAdmin();
  await getDb().user.update({ where: { id: demoted.id }, data: { isAdmin: false }, select: { id: true } });
  for (const actor of [attacker, demoted])
    await expect(setRegistryHost(actor, { host: "evil.test" })).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(await getRegistryHost()).toBeNull();
  expect((await lastChange()).result).toBe("refused");
});

test("two system admins at once both succeed, and one host is kept", async () => {
  const hosts = ["one.test", "two.test"];
  await Promise.all(hosts.map(async (host) => setRegistryHost(await systemAdmin(), { host })));
  expect(hosts).toContain(await getRegistryHost());
});
