import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { z } from "zod";
import { faultIn } from "@/lib/allowed-hosts";
import { keptSecret } from "@/lib/kept-secret";
import { perProcess } from "@/lib/per-process";
import { readSecretFiles } from "@/lib/secret-files";
import { StartError } from "@/lib/start-error";
import { readTrustProxy } from "@/lib/trusted-proxies";

const isHost = (value: string) => isIP(value) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value);
const integer = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

const settings = z
  .object({
    PORT: integer(0, 65535).default(3000),
    LISTEN_HOST: z.string().refine(isHost, "must be an IP address or a host name, without a port").optional(),
    MAX_CONNECTIONS: integer(10, 1_000_000).default(10_000),
    DRAIN_SECONDS: integer(0, 300).default(5),
    PUBLIC_URL: z.url({ protocol: /^https?$/, error: "must be an http:// or https:// address" }).optional(),
    DATA_DIR: z.string().min(1).default("./data"),
    DATABASE_URL: z
      .string()
      .regex(/^(file:.+|postgres(ql)?:\/\/.+)$/, "must be file:<path> or postgresql://…")
      .optional(),
    AUTH_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
    ADMIN_USERNAME: z.string().min(1).optional(),
    ADMIN_PASSWORD: z.string().min(8, "must have at least 8 characters").optional(),
    ROBOT_NAME_PREFIX: z
      .string()
      .regex(/^[^\s+:]{1,64}$/, "must be 1 to 64 characters without whitespace, + or :")
      .default("robot_"),
    // bcrypt reads 72 bytes and no more: a longer secret would be refused only after the form had taken it.
    ROBOT_SECRET_MAX_LENGTH: integer(8, 128)
      .default(20)
      .transform((length) => Math.min(length, 72)),
    REGISTRY_HOST: z
      .string()
      .regex(/^[A-Za-z0-9.-]+(:\d+)?$|^\[[0-9a-fA-F:]+\](:\d+)?$/, "must be host or host:port")
      .optional(),
    REGISTRY_SERVICE: z.string().min(1).default("registry"),
    TOKEN_ISSUER: z.string().min(1).default("purser"),
    TOKEN_TTL_SECONDS: integer(60, 3600).default(300),
    TOKEN_ALGORITHM: z.enum(["ES256", "RS256"]).default("ES256"),
    TOKEN_KEY_FILE: z.string().min(1).optional(),
    TOKEN_CERT_FILE: z.string().min(1).optional(),
    TOKEN_X5C: z.enum(["true", "false"]).default("false"),
    SESSION_IDLE_MINUTES: integer(1, 10_080).default(480),
    API_REQUESTS_PER_MINUTE: integer(1, 1_000_000_000).default(3000),
    TRUST_PROXY: z
      .string()
      .default("false")
      .transform((text, context) => {
        const trust = readTrustProxy(text);
        if (trust !== null) return trust;
        context.addIssue({ code: "custom", message: "must be true, false, or your proxies’ addresses and CIDRs" });
        return z.NEVER;
      }),
    WEBHOOK_ALLOWED_HOSTS: z.string().default("external"),
    SMTP_URL: z.url({ protocol: /^smtps?$/, error: "must be smtp://… or smtps://…" }).optional(),
    SMTP_FROM: z.string().min(3).optional(),
    SMTP_PASSWORD: z.string().min(1).optional(),
    SMTP_CA_FILE: z.string().min(1).optional(),
    BACKUP_DIR: z.string().min(1).optional(),
    BACKUP_EVERY: z
      .string()
      .regex(/^[1-9]\d{0,4}[mhd]$/, "must be a number with m, h or d, such as 6h")
      .default("24h"),
    BACKUP_KEEP: integer(1, 10_000).default(7),
    METRICS_PORT: integer(0, 65535).optional(),
    METRICS_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
    OTEL_EXPORTER_OTLP_ENDPOINT: z
      .url({ protocol: /^https?$/, error: "must be an http:// or https:// address" })
      .optional(),
    LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  })
  .superRefine((value, context) => {
    const fault = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (!value.AUTH_SECRET && /^postgres/.test(value.DATABASE_URL ?? ""))
      fault(
        "AUTH_SECRET",
        "is required with Postgres: every instance on one database needs the same (openssl rand -hex 32)",
      );
    if (Boolean(value.ADMIN_USERNAME) !== Boolean(value.ADMIN_PASSWORD))
      fault("ADMIN_USERNAME", "and ADMIN_PASSWORD go together: set both or neither");
    if (Boolean(value.SMTP_URL) !== Boolean(value.SMTP_FROM))
      fault("SMTP_URL", "and SMTP_FROM go together: set both or neither");
    const host = faultIn(value.WEBHOOK_ALLOWED_HOSTS);
    if (host !== null)
      fault(
        "WEBHOOK_ALLOWED_HOSTS",
        "may contain external, private, loopback, addresses, CIDRs and hosts with * and ?",
      );
    if (value.BACKUP_DIR && /^postgres/.test(value.DATABASE_URL ?? ""))
      fault("BACKUP_DIR", "is for SQLite only: back up Postgres with pg_dump");
    if (Boolean(value.TOKEN_KEY_FILE) !== Boolean(value.TOKEN_CERT_FILE))
      fault("TOKEN_KEY_FILE", "and TOKEN_CERT_FILE go together: set both or neither");
  });

export type Env = Readonly<
  Omit<z.infer<typeof settings>, "TOKEN_X5C"> & {
    TOKEN_X5C: boolean;
    /** Undefined means every address. */
    LISTEN_HOST: string | undefined;
    PUBLIC_URL: string;
    DATABASE_URL: string;
    DATABASE_PROVIDER: "sqlite" | "postgresql";
    AUTH_SECRET: string;
  }
>;

/**
 * @throws StartError naming every invalid setting but no values, which may be secret
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  const { values, faults, paths } = readSecretFiles(source);
  const parsed = settings.safeParse(values);
  const named = (name: string) => (paths.has(name) ? `${name}_FILE ${paths.get(name)}: the value` : name);
  // A setting whose file can't be read isn't missing as well.
  if (faults.length === 0)
    for (const issue of parsed.error?.issues ?? []) faults.push(`${named(issue.path.join("."))} ${issue.message}`);
  if (!parsed.success || faults.length > 0)
    throw new StartError(`These settings are invalid:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
  const value = parsed.data;
  const dataDir = resolve(value.DATA_DIR);
  const databaseUrl = value.DATABASE_URL ?? `file:${join(dataDir, "purser.db")}`;
  return Object.freeze({
    ...value,
    DATA_DIR: dataDir,
    // Callers that bypass the proxy could put any address in X-Forwarded-For, if any peer is trusted.
    LISTEN_HOST: value.LISTEN_HOST ?? (value.TRUST_PROXY === true ? "127.0.0.1" : undefined),
    TOKEN_X5C: value.TOKEN_X5C === "true",
    PUBLIC_URL: (value.PUBLIC_URL ?? `http://localhost:${value.PORT}`).replace(/\/+$/, ""),
    DATABASE_URL: databaseUrl,
    DATABASE_PROVIDER: databaseUrl.startsWith("file:") ? ("sqlite" as const) : ("postgresql" as const),
    AUTH_SECRET: value.AUTH_SECRET ?? keptSecret(dataDir),
  });
}

/** The settings of this process, read once. @throws Error as {@link readEnv} */
export function env(): Env {
  return perProcess("env", () => readEnv(process.env));
}
