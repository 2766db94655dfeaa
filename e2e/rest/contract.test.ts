import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { changeContract } from "./contract-change";
import { clientsContract } from "./contract-clients";
import { createContract } from "./contract-create";
import { documentsContract } from "./contract-documents";
import { importsContract } from "./contract-imports";
import { instanceContract } from "./contract-instance";
import { limitsContract } from "./contract-limits";
import { listsContract } from "./contract-lists";
import { secretsContract } from "./contract-secrets";
import { webhooksContract } from "./contract-webhooks";
import { robotCalls } from "./robot-calls";
import { makeWorld, unique, type World } from "./world";

// One file, because the last test checks what all earlier ones have seen.
describe.each(inject("restServers"))("on $database", (server) => {
  let w: World;
  beforeAll(async () => {
    w = await makeWorld(server);
  });
  afterAll(() => w?.close());
  const contracts = [
    createContract,
    changeContract,
    limitsContract,
    secretsContract,
    webhooksContract,
    listsContract,
    instanceContract,
    clientsContract,
    documentsContract,
    importsContract,
  ];
  for (const contract of contracts) contract(() => w);
  const { create, overtaken } = robotCalls(() => w);

  test("every error status in the document occurs, and no other", async () => {
    const onlyPull = await w.robot(["repository:pull"]);
    const { id, name } = await create();
    const some = `/projects/${w.project.name}`;
    const put = { name, level: "project" };
    const { id: member } = await w.db.member.findFirstOrThrow({ where: { projectId: w.project.id } });
    const more: [string, string, string, object?][] = [
      ["listRobots 400", "GET", "/robots?q=x"],
      ["listRobots 404", "GET", "/robots?q=Level=project,ProjectID=0"],
      ["listRobots 422", "GET", "/robots?page=x"],
      ["getRobot 403", "GET", `/robots/${id}`],
      ["getRobot 404", "GET", "/robots/0"],
      ["getRobot 422", "GET", "/robots/x"],
      ["updateRobot 422", "PUT", "/robots/x", put],
      ["updateRobot 404", "PUT", "/robots/99999999999", put],
      ["refreshSecret 400", "PATCH", `/robots/${id}`, { secret: 5 }],
      ["refreshSecret 422", "PATCH", "/robots/x", {}],
      ["deleteRobot 422", "DELETE", "/robots/x"],
      ["deleteRobot 404", "DELETE", "/robots/99999999999"],
      ["listProjects 422", "GET", "/projects?page=x"],
      ["headProject 404", "HEAD", "/projects?project_name=No"],
      ["createProject 403", "POST", "/projects", { project_name: unique("no") }],
      ["getProject 403", "GET", some],
      ["getProject 404", "GET", "/projects/0"],
      ["getProject 422", "GET", `/projects/${"x".repeat(256)}`],
      ["deleteProject 404", "DELETE", "/projects/0"],
      ["deleteProject 422", "DELETE", `/projects/${"x".repeat(256)}`],
      ["listProjectLogs 400", "GET", `${some}/logs?q=x`],
      ["listProjectLogs 403", "GET", `${some}/logs`],
      ["listProjectLogs 404", "GET", "/projects/0/logs"],
      ["listProjectLogs 422", "GET", `${some}/logs?page=x`],
      ["listAuditLogs 400", "GET", "/audit-logs?q=x"],
      ["listAuditLogs 422", "GET", "/audit-logs?page=x"],
      ["updateProject 403", "PUT", some, {}],
      ["updateProject 404", "PUT", "/projects/0", {}],
      ["updateProject 422", "PUT", `/projects/${"x".repeat(256)}`, {}],
      ["exportRobots 200", "GET", "/export"],
      ["exportRobots 404", "GET", "/export?project=no-such"],
      ["exportRobots 422", "GET", `/export?project=${"x".repeat(256)}`],
      ["getRobotFileSchema 200", "GET", "/schemas/robots.json"],
      ["getConfigurations 403", "GET", "/configurations"],
      ["getStatistic 200", "GET", "/statistics"],
      ["getVolumes 200", "GET", "/systeminfo/volumes"],
      ["listUsers 200", "GET", "/users"],
      ["listUsers 400", "GET", "/users?q=x"],
      ["listUsers 422", "GET", "/users?page=x"],
      ["listProjectMembers 200", "GET", `${some}/members`],
      ["listProjectMembers 404", "GET", "/projects/0/members"],
      ["listProjectMembers 422", "GET", `${some}/members?page=x`],
      ["createProjectMember 403", "POST", `${some}/members`, {}],
      ["createProjectMember 422", "POST", `/projects/${"x".repeat(256)}/members`, {}],
      ["getProjectMember 200", "GET", `${some}/members/${member}`],
      ["getProjectMember 404", "GET", `${some}/members/99999999999`],
      ["getProjectMember 422", "GET", `${some}/members/x`],
      ["updateProjectMember 400", "PUT", `${some}/members/${member}`, {}],
      ["updateProjectMember 404", "PUT", `${some}/members/0`, { role_id: 1 }],
      ["updateProjectMember 422", "PUT", `${some}/members/x`, {}],
      ["deleteProjectMember 403", "DELETE", `${some}/members/0`],
      ["deleteProjectMember 422", "DELETE", `${some}/members/x`],
    ];
    for (const [, method, path, body] of more)
      for (const as of [w.root, onlyPull]) {
        await w.call(method, path, { as, body });
        if (method === "GET") await w.call("HEAD", path, { as });
      }
    for (const path of ["/robots", `/robots/${id}`, "/audit-logs", "/users/current", some, `${some}/logs`])
      await w.call("HEAD", path, { as: onlyPull });
    await w.call("HEAD", `/projects?project_name=${w.project.name}`, { as: onlyPull });
    for (const path of [
      "/robots",
      `/robots/${id}`,
      `${some}/logs`,
      "/audit-logs",
      "/permissions",
      "/users/current",
      "/projects/1",
    ])
      await w.call("HEAD", path, { as: w.root });
    for (const body of [put, {}] as const)
      await w.call(body === put ? "PUT" : "PATCH", `/robots/${id}`, { as: onlyPull, body });
    await w.call("DELETE", `/robots/${id}`, { as: onlyPull });
    await w.call("GET", "/users/current", { as: onlyPull });
    await overtaken(id, () => [
      w.call("PUT", `/robots/${id}`, { as: w.owner, body: { ...put, description: unique("late") } }),
      w.call("PATCH", `/robots/${id}`, { as: w.owner, body: {} }),
    ]);
    const promised = w.checker.operations.flatMap(({ operation }) =>
      Object.keys(operation.responses).map((status) => `${operation.operationId} ${status}`),
    );
    // These three come from the code around every operation: see lib/rest/endpoint.test.ts.
    const around = / (429|500|503)$/;
    expect(promised.filter((one) => !around.test(one) && !w.seen.has(one))).toEqual([]);
  });
});
