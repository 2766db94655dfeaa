import type { Verb } from "@/operations/verb";

const WAIT_MS = 4_000;
const EVERYWHERE = new Set(["", "0.0.0.0", "::"]);

/** Reads only the settings that say where the server listens, because secrets may be readable by the server alone. */
function address({ PORT = "3000", LISTEN_HOST = "" }: NodeJS.ProcessEnv): string {
  const host = EVERYWHERE.has(LISTEN_HOST) ? "127.0.0.1" : LISTEN_HOST;
  return `http://${host.includes(":") ? `[${host}]` : host}:${PORT || "3000"}/readyz`;
}

export const healthcheck: Verb = {
  usage: "healthcheck",
  summary: "succeeds if the server on this machine is ready",
  async run() {
    try {
      const reply = await fetch(address(process.env), { signal: AbortSignal.timeout(WAIT_MS) });
      const reason = (await reply.text()).trim();
      console.log(reason);
      return reply.ok ? 0 : 1;
    } catch {
      console.log(`no reply from ${address(process.env)}`);
      return 1;
    }
  },
};
