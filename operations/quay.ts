import { StartError } from "@/lib/start-error";

const TIMEOUT_MS = 30_000;

type QuayRobot = { name: string } & Record<string, unknown>;

/** Reads an organization's robots with their tokens and roles from Quay's API. */
export async function fetchQuayRobots(from: string, org: string, token: string): Promise<{ robots: QuayRobot[] }> {
  const base = readBase(from);
  const robotsPath = `/api/v1/organization/${encodeURIComponent(org)}/robots`;
  const reply = (await get(base, `${robotsPath}?permissions=true&token=true`, token)) as { robots?: QuayRobot[] };
  if (!Array.isArray(reply.robots)) throw new StartError(`${base} doesn’t seem to be Quay. Check --from.`);
  const robots: QuayRobot[] = [];
  for (const robot of reply.robots) {
    const short = robot.name.split("+")[1] ?? robot.name;
    const found = (await get(base, `${robotsPath}/${encodeURIComponent(short)}/permissions`, token)) as object;
    robots.push({ ...robot, ...found });
  }
  return { robots };
}

/** @throws StartError unless it is https, or on the same machine */
export function readBase(from: string): string {
  const url = URL.canParse(from) ? new URL(from) : null;
  const isLocal = url?.hostname === "localhost" || url?.hostname === "127.0.0.1";
  if (!url || (url.protocol !== "https:" && !isLocal))
    throw new StartError("--from must be an https:// address, such as https://quay.example.com.");
  return url.origin;
}

async function get(base: string, path: string, token: string): Promise<unknown> {
  const response = await fetch(`${base}${path}`, {
    headers: { Authorization: `Bearer ${token}`, Accept: "application/json" },
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => null);
  if (!response) throw new StartError(`${base} can’t be reached. Check --from and the network.`);
  if (response.ok) return response.json();
  throw new StartError(`${base} answered ${response.status}. Check that the token can administer the organization.`);
}
