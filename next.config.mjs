/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // The development server would print what actions are given, passwords among it.
  logging: { serverFunctions: false },
  serverExternalPackages: ["better-sqlite3", "pg", "piscina", "pino", "prom-client", "@prisma/client"],
  // `npm run check` does this once for everything, tests included; a build has no test packages to find.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: import.meta.dirname },
};
export default config;
