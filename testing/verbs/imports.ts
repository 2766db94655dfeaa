import { getDb } from "@/lib/db/client";
import { importOptionsSchema } from "@/lib/imports/schema";
import { applyImport, prepareImport } from "@/lib/imports/service";
import { type Cast, type Scenario, SYSTEM_ADMINS_ONLY, secretsOfTheRun } from "./scenario";

const HASH = "83d3d6f3e7cacb040423adf7ced63d21";

/** One project with one member and one robot, as Harbor exports them. */
function harborFile(username: string): AsyncIterable<Uint8Array> {
  secretsOfTheRun.add(HASH);
  const lines = [
    { v: 1, kind: "project", id: 7, name: "moved", owner: "ada" },
    { v: 1, kind: "member", project_id: 7, username, role: 1 },
    {
      ...{ v: 1, kind: "robot", id: 17, name: "moved+ci", project_id: 7, salt: "salt", secret: HASH },
      rights: [{ scope: "/project/7", resource: "repository", action: "pull", effect: "allow" }],
    },
  ];
  return (async function* () {
    yield Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  })();
}

type Use = Awaited<ReturnType<Scenario["prepare"]>>;

const OPTIONS = importOptionsSchema.parse({ source: "harbor" });

export const importScenarios: Scenario[] = [
  {
    verb: prepareImport,
    action: "import.prepare",
    refuses: SYSTEM_ADMINS_ONLY,
    prepare: ({ admin, viewer }) => ({
      call: (actor) => prepareImport(actor, OPTIONS, harborFile(viewer.username)),
      by: admin,
      leaves: () => [{ targetName: "Harbor", details: { robots: 1, projects: 1, members: 1 } }],
      refusedAbout: { targetName: "Harbor" },
    }),
  },
  {
    verb: applyImport,
    action: "project.import",
    title: "first the projects with their members",
    refuses: {},
    prepare: firstStep,
  },
  {
    verb: applyImport,
    action: "member.import",
    title: "after their project",
    refuses: {},
    prepare: firstStep,
  },
  {
    verb: applyImport,
    action: "import.apply",
    refuses: SYSTEM_ADMINS_ONLY,
    prepare: lastStep,
  },
  {
    verb: applyImport,
    action: "robot.import",
    title: "as part of an import",
    refuses: {},
    prepare: lastStep,
  },
];

const movedProject = () =>
  getDb().project.findUniqueOrThrow({ where: { name: "moved" }, select: { id: true, name: true } });

async function firstStep({ admin, viewer }: Cast): Promise<Use> {
  const { id } = await prepareImport(admin, OPTIONS, harborFile(viewer.username));
  return {
    call: (actor) => applyImport(actor, id, 0),
    by: admin,
    leaves: async () => {
      const project = await movedProject();
      const details = { after: { role: "admin" } };
      return [
        { action: "project.import", project },
        { action: "member.import", project, targetName: viewer.username, details },
      ];
    },
  };
}

/** A webhook hears of an import once, when its last batch is stored. */
async function lastStep({ admin, viewer }: Cast): Promise<Use> {
  const { id } = await prepareImport(admin, OPTIONS, harborFile(viewer.username));
  await applyImport(admin, id, 0);
  return {
    call: (actor) => applyImport(actor, id, 0),
    by: admin,
    leaves: async () => {
      const select = { id: true, loginName: true };
      const robot = await getDb().robot.findUniqueOrThrow({ where: { loginName: "robot$moved+ci" }, select });
      return [
        {
          action: "robot.import",
          project: await movedProject(),
          robot,
          details: { source: "Harbor", importedId: "17" },
        },
        { action: "import.apply", targetName: "Harbor", details: { robots: 1 } },
      ];
    },
    refusedAbout: { targetName: "Harbor" },
  };
}
