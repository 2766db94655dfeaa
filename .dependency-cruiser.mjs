// Import directions: app → components → lib, and the database only behind verbs.
const BROWSER_SAFE =
  "^lib/(access/(?!caller)[^/]+|[^/]+/(schema|permissions|filters)|robots/(home|secret-schema)|policies/rules|snippets/snippets?|snippet)\\.ts$";
const LIB_IN_COMPONENTS = `^lib/(cn|number-text)\\.ts$|${BROWSER_SAFE}`;
const DATABASE = "^lib/db/(?!errors\\.ts$)";
/** The folders of lib, lowest first: each may import those before it and the files directly in lib. */
const FLOORS = [
  ...[
    "db",
    "jobs",
    "access",
    "credentials",
    "events",
    "audit",
    "authority",
    "people",
    "projects",
    "members",
    "policies",
    "robots",
    "documents",
    "registry",
    "mail",
    "webhooks",
    "reminders",
  ],
  ...["search", "snippets", "activity", "overview", "imports", "backup", "metering", "server", "rest"],
];
const BESIDE_LIB = "^(app|components|e2e|bench|operations|prisma|scripts|testing)/|^(purser|server)\\.ts$";
const TESTS = "\\.test\\.tsx?$";

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...FLOORS.map((floor, index) => ({
      name: `lib-${floor}-imports-down`,
      comment: "A folder of lib imports only those below it: see CONTRIBUTING.md.",
      severity: "error",
      from: { path: `^lib/${floor}/`, pathNot: TESTS },
      to: { path: `^lib/(?!(?:${FLOORS.slice(0, index + 1).join("|")})/)[^/]+/` },
    })),
    {
      name: "lib-foundations-import-no-folder",
      comment: "Files directly in lib are for every folder to use.",
      severity: "error",
      from: { path: "^lib/[^/]+$", pathNot: TESTS },
      to: { path: "^lib/[^/]+/" },
    },
    {
      name: "no-cycles",
      comment: "Modules that need each other should be one module or share a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-orphans",
      comment: "A module without imports in either direction is dead.",
      severity: "error",
      from: { orphan: true, pathNot: "(\\.d\\.ts$|^lib/credentials/password-worker\\.mjs$|^app/.*\\.(tsx?|css)$)" },
      to: {},
    },
    {
      name: "resolvable",
      comment: "Every import must resolve.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "lib-knows-no-ui",
      comment: "lib is below components and app.",
      severity: "error",
      from: { path: "^lib/", pathNot: TESTS },
      to: { path: BESIDE_LIB },
    },
    {
      name: "components-know-no-app",
      comment: "components are below app.",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "^(app|e2e|bench|operations|prisma|scripts|testing)/|^(purser|server)\\.ts$" },
    },
    {
      name: "components-import-data-only",
      comment:
        "From lib, components may import browser-safe modules, class names and number formatting; types cost nothing.",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "^lib/", pathNot: LIB_IN_COMPONENTS, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "parts-call-no-verbs",
      comment: "Parts of a page get data from the page and make changes through its actions.",
      severity: "error",
      from: { path: "/_components/" },
      to: { path: "^lib/(.+/(service|queries)\\.ts$|(credentials|server)/)", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "browser-safe",
      comment:
        "Schemas, permissions and robot vocabulary reach the browser, so they must not depend on Node, the database or settings.",
      severity: "error",
      from: { path: BROWSER_SAFE },
      to: { path: "^lib/(db/|credentials/|env\\.ts$|log\\.ts$)|/(service|queries)\\.ts$", reachable: true },
    },
    {
      name: "browser-safe-without-node",
      comment: "The same modules reach the browser.",
      severity: "error",
      from: { path: BROWSER_SAFE },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "database-behind-verbs",
      comment: "Pages, actions, handlers and components call verbs; only a concept's verbs know the database.",
      severity: "error",
      from: { pathNot: `^lib/[^/]+/|^(operations|prisma|e2e|bench|scripts|testing)/|${TESTS}` },
      to: { path: DATABASE },
    },
    {
      name: "prisma-behind-the-database",
      comment: "Only lib/db and prisma/ know the database library and driver.",
      severity: "error",
      from: { pathNot: `^lib/(db|credentials)/|^(operations|prisma|e2e|bench|scripts|testing)/|${TESTS}` },
      to: { path: "node_modules/(@prisma/|pg/|better-sqlite3/)", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "tests-are-leaves",
      comment: "Shipped code must not import tests or test tools.",
      severity: "error",
      from: { path: "^(app|components|lib|operations)/|^(purser|server)\\.ts$", pathNot: TESTS },
      to: { path: `${TESTS}|^(testing|e2e|bench|scripts)/` },
    },
    {
      name: "declared",
      comment: "Shipped code may only use packages in package.json's dependencies.",
      severity: "error",
      from: { path: "^(app|components|lib|operations)/|^(purser|server)\\.ts$", pathNot: TESTS },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    // Type-only imports count too, because a cycle of types is also a cycle of concepts.
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^lib/db/generated/[^/]+/(?!client\\.ts$)" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
