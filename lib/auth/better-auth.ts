import { prismaAdapter } from "@better-auth/prisma-adapter";
import { type BetterAuthPlugin, betterAuth } from "better-auth";
import { createAuthEndpoint } from "better-auth/api";
import { getSessionCookie, setSessionCookie } from "better-auth/cookies";
import { nextCookies } from "better-auth/next-js";
import { z } from "zod";
import { currentDb } from "../db/transaction";
import { env } from "../env";

const SESSION_SECONDS = 7 * 86_400;
const COOKIE_PREFIX = "purser";

/** Opens a session for a person whose password `service.ts` has checked. No handler is mounted: only code can call it. */
const openSession = {
  id: "open-session",
  endpoints: {
    openSession: createAuthEndpoint(
      "/open-session",
      { method: "POST", body: z.object({ userId: z.string() }), metadata: { SERVER_ONLY: true } },
      async (context) => {
        const user = await context.context.internalAdapter.findUserById(context.body.userId);
        if (!user) throw context.error("UNAUTHORIZED");
        const session = await context.context.internalAdapter.createSession(user.id);
        await setSessionCookie(context, { session, user });
        return { token: session.token };
      },
    ),
  },
} satisfies BetterAuthPlugin;

function build() {
  const { AUTH_SECRET, DATABASE_PROVIDER, PUBLIC_URL } = env();
  return betterAuth({
    appName: "Purser",
    baseURL: PUBLIC_URL,
    secret: AUTH_SECRET,
    // Follows the running transaction, so that a session and its audit row are written together or not at all.
    database: prismaAdapter(currentDb(), { provider: DATABASE_PROVIDER, transaction: false }),
    user: {
      additionalFields: {
        username: { type: "string", required: true, input: false },
        isAdmin: { type: "boolean", required: true, input: false },
        disabled: { type: "boolean", required: true, input: false },
      },
    },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true, cookieCache: { enabled: false } },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: PUBLIC_URL.startsWith("https:"),
      database: { generateId: "serial" },
    },
    telemetry: { enabled: false },
    logger: { level: "error" },
    plugins: [openSession, nextCookies()],
  });
}

type Auth = ReturnType<typeof build>;
let built: Auth | undefined;

/** Better Auth keeps sessions and their cookies; passwords, roles and audit rows are ours. */
export function auth(): Auth {
  built ??= build();
  return built;
}

/** Whether a request carries a session's cookie, valid or not. */
export function carriesSession(headers: Headers): boolean {
  return getSessionCookie(headers, { cookiePrefix: COOKIE_PREFIX }) !== null;
}
