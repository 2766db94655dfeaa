import { expect, test } from "vitest";
import { makeProject } from "@/testing/builders";
import { robotCalls } from "./robot-calls";
import type { World } from "./world";

/** The contract of listing robots. @param world created before the tests run */
export function listsContract(world: () => World): void {
  const { create, list, names, inProject, pull } = robotCalls(world);

  test("GET pages, counts and links existing pages only", async () => {
    const project = await makeProject({ admins: [{ ...world().owner } as never] }, world().db);
    const there = (more = "") => `?q=Level=project,ProjectID=${project.id}${more}`;
    expect((await list(there())).body).toEqual([]);
    for (const name of ["c", "a", "b"])
      await create({ name, permissions: [{ ...pull()[0], namespace: project.name }] });
    const login = (name: string) => `robot_${project.name}+${name}`;
    const first = await list(`${there()}&page_size=2`);
    expect([names(first), first.headers.get("x-total-count")]).toEqual([[login("a"), login("b")], "3"]);
    const next = /^<([^>]+)>; rel="next"$/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
    const second = await world().call("GET", next.slice("/api/v2.0".length), { as: world().owner });
    expect(names(second)).toEqual([login("c")]);
    expect(second.headers.get("link")).toMatch(/^<\/api\/v2\.0\/robots\?[^>]*page=1&page_size=2>; rel="prev"$/);
    const middle = (await list(`${there()}&page=2&page_size=1`)).headers.get("link") ?? "";
    expect(middle).toMatch(/page=1&page_size=1>; rel="prev", <.*page=3&page_size=1>; rel="next"$/);
    expect((await list(there())).headers.has("link")).toBe(false);
    expect((await list(`${there()}&page=9`)).body).toEqual([]);
    const sizes = ["0", "100", "101", "-1", "x", "1.5"].map((size) => list(`${there()}&page_size=${size}`));
    expect((await Promise.all(sizes)).map(({ status }) => status)).toEqual([200, 200, 422, 422, 422, 422]);
    expect((await list(`${there()}&page_size=0`)).body).toHaveLength(3);
    expect((await list(`${there()}&page=-1`)).status).toBe(422);
    for (const [sort, order] of [
      ["-name", "cba"],
      ["creation_time", "cab"],
      ["-id", "bac"],
      ["duration,-name", "cba"],
    ] as const)
      expect(names(await list(`${there()}&sort=${sort}`)), sort).toEqual([...order].map(login));
  });

  test("q filters by the listed keys in every form, and by names with a plus sign encoded once or twice", async () => {
    const made = await create({ duration: 77, description: "Nightly build_1", disable: true });
    const other = await create({ duration: 78 });
    const found = async (condition: string) => {
      const reply = await list(inProject(`,${condition}`.replaceAll(" ", "%20")));
      expect(reply.status, reply.text).toBe(200);
      return reply.body.map(({ id }: { id: number }) => id);
    };
    const variable = made.name.split("+")[1];
    const once = encodeURIComponent(made.name);
    for (const condition of [
      `name=${once}`,
      `name=${encodeURIComponent(once)}`,
      `name=${made.name}`,
      `Name=${once.replace("robot_", "")}`,
      `name=${variable}`,
      `name=~${variable}`,
      `name=~${encodeURIComponent(`+${variable}`)}`,
      `id=${made.id}`,
      `id={${made.id} 2147483646}`,
      `id=[${made.id}~${made.id}]`,
      `duration=77`,
      `duration=[77~77]`,
      `description=~NIGHTLY build_1`,
      `description="Nightly build_1"`,
      `duration=77,disable=true`,
      `name=~${variable},creation_time=[2026-01-01T00:00:00Z~]`,
      `expires_at=${made.expires_at}`,
      `name=~${variable},update_time=[~2126-01-01 00:00:00]`,
    ])
      expect(await found(condition), condition).toEqual([made.id]);
    expect(await found(`duration=[77~78]`)).toHaveLength(2);
    expect(await found(`id={${made.id} ${other.id}}`)).toHaveLength(2);
    for (const condition of [
      "description=~nightlyXbuild",
      "id=99999999999",
      "name=robot_nobody",
      `id=${made.id},expires_at=-1`,
    ])
      expect(await found(condition), condition).toEqual([]);
    expect((await list(`?q=level=project,project_id=${world().project.id},id=${made.id}`)).body).toHaveLength(1);
  });

  test.each([
    ["Level=project", "must with project ID when to query project robots"],
    ["Level=1", "bad request error level input: 1"],
    ["Level=[1~2]", "bad request error level input: not a single value"],
    ["Level=~project,ProjectID=1", "bad request error level input: not a single value"],
    ["Level=project,ProjectID=x", "bad query: ProjectID must be a project's id"],
    ["nonsense", 'bad query: each condition needs a "=" with a key before it and a value after it'],
    ["disable=maybe", "bad query: disable must be true or false"],
    ["duration=soon", "bad query: duration must be a whole number"],
    ["creation_time=[x~y]", "bad query: creation_time must be a time such as 2026-08-21T10:00:00Z"],
    ["name=[a~b]", "bad query: name doesn't support ranges"],
    ["id=~1", "bad query: id can only be compared as a whole"],
    ["name=(a b)", "bad query: a list in ( ) is not supported: use { }"],
    ["name={a b", "bad query: “{a b” has no closing }"],
    ["name=a%00b", "bad query: name contains a character that isn't allowed"],
  ])("q=%s is refused in words", async (q, message) => {
    const reply = await list(`?q=${q.includes("%") ? q : encodeURIComponent(q)}`, world().root);
    expect(reply).toMatchObject({ status: 400, code: "BAD_REQUEST", message });
  });

  test("without a level the list contains system robots, for system admins only", async () => {
    const caller = await world().robot([], { system: ["robot:list"] });
    const { body } = await list(`?q=name=${caller.username}`, world().root);
    expect(body).toMatchObject([{ id: caller.id, level: "system" }]);
    expect(await list("", world().owner)).toMatchObject({ status: 403, code: "FORBIDDEN" });
    expect((await list("", caller as never)).status).toBe(200);
    expect(await list("?q=Level=project,ProjectID=2147483647")).toMatchObject({
      ...{ status: 404, message: "project 2147483647 not found" },
    });
  });
}
