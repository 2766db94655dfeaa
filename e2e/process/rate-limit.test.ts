import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { startServer } from "../server";

test("an API caller over its limit gets Retry-After, and pages and tokens aren't affected", async () => {
  const server = await startServer({ API_REQUESTS_PER_MINUTE: "5" });
  try {
    const replies: Response[] = [];
    for (let turn = 0; turn < 8; turn++) replies.push(await fetch(`${server.url}/api/v2.0/ping`));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    const last = replies.at(-1);
    const seconds = Number(last?.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(await last?.json()).toMatchObject({ errors: [{ code: "TOO_MANY_REQUESTS" }] });
    expect((await fetch(`${server.url}/login`)).status).toBe(200);
    expect((await fetch(`${server.url}/service/token?service=registry`)).status).toBe(401);
  } finally {
    await server.stop();
  }
});

test("guesses beyond what can be compared are told to come back, by the API and by the token endpoint", async () => {
  // The server itself hashes this password, so the queue that everybody shares is of its own bundle.
  const server = await startServer({ ADMIN_USERNAME: "root", ADMIN_PASSWORD: "correct-horse-9" });
  try {
    for (const path of ["/api/v2.0/users/current", "/service/token?service=registry"]) {
      const guess = (name: string) => ({ Authorization: `Basic ${Buffer.from(`${name}:guess`).toString("base64")}` });
      const length = availableParallelism() + 25;
      const replies = await Promise.all(
        Array.from({ length }, (_, n) => fetch(server.url + path, { headers: guess(`${path.length}nobody${n}`) })),
      );
      const statuses = [...new Set(replies.map(({ status }) => status))].sort();
      expect(statuses, path).toEqual([401, 503]);
    }
  } finally {
    await server.stop();
  }
});
