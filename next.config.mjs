/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: ["better-sqlite3", "pg", "piscina", "pino", "better-auth", "@prisma/client"],
  experimental: { optimizePackageImports: ["lucide-react"] },
};
export default config;
