import { expect, test } from "vitest";
import { unique, type World } from "./world";

const HASH = `$2y$04$${"abcdefghijklmnopqrstuv".repeat(3).slice(0, 53)}`;

/** The contract of imports. @param world created before the tests run */
export function importsContract(world: () => World): void {
  const call: World["call"] = (...given) => world().call(...given);
  const lines = (count: number) => {
    const project = unique("moved");
    const robot = (at: number) => ({ name: `${project}+ci${at}`, project, permissions: ["repository:pull"] });
    return Array.from({ length: count }, (_, at) => JSON.stringify({ ...robot(at), hash: HASH })).join("\n");
  };

  test("an import is uploaded, read, applied batch by batch and done; then nothing is left", async () => {
    const as = world().root;
    const made = await call("POST", "/imports?source=jsonl", { as, raw: lines(101) });
    expect(made).toMatchObject({
      status: 201,
      body: { state: "ready", batches: { done: 0 }, robots: { imported: 0 } },
    });
    const path = `/imports/${made.body.id}`;
    expect(made.headers.get("location")).toBe(`/api/v2.0${path}`);
    expect(made.text).not.toMatch(/abcdefghij|\$2[by]\$/);
    expect((await call("GET", path, { as })).body).toEqual(made.body);
    expect((await call("HEAD", path, { as })).status).toBe(200);
    const headers = { Prefer: "wait=0" };
    expect((await call("POST", `${path}/apply`, { as, headers })).status).toBe(202);
    const done = await call("POST", `${path}/apply`, { as });
    expect(done).toMatchObject({ status: 200, body: { state: "applied", robots: { imported: 101, logged_in: 0 } } });
    expect((await call("POST", `${path}/apply`, { as })).status).toBe(200);
  });

  test("imports are for system admins, and faults are named", async () => {
    const upload = (path: string, as = world().root, raw = lines(1)) => call("POST", path, { as, raw });
    for (const as of [world().owner, world().viewer])
      expect((await upload("/imports?source=jsonl", as)).status).toBe(403);
    const { id } = (await upload("/imports?source=jsonl")).body;
    for (const [method, path] of [
      ["GET", `/imports/${id}`],
      ["HEAD", `/imports/${id}`],
      ["POST", `/imports/${id}/apply`],
    ] as const) {
      const robot = await world().robot(["robot:read"]);
      expect((await call(method, path, { as: robot })).status).toBe(403);
      expect([403, 404]).toContain((await call(method, path, { as: world().owner })).status);
      expect((await call(method, path.replace(String(id), "2147483646"), { as: world().root })).status).toBe(404);
      expect((await call(method, path.replace(String(id), "x"), { as: world().root })).status).toBe(422);
    }
    expect((await upload("/imports?source=carrier-pigeon")).status).toBe(422);
    expect((await upload("/imports?source=jsonl", world().root, "not a line of JSON")).status).toBe(400);
  });
}
