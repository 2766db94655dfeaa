import { createServer } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { getDb } from "@/lib/db/client";
import { renewConnections } from "@/lib/db/postgres-client";
import { answerHealth } from "@/lib/server/health";

vi.mock("@/lib/log", () => ({ log: { warn: vi.fn() } }));
vi.mock("@/lib/db/client", () => ({ getDb: vi.fn(), addressOf: () => "postgresql://database" }));
vi.mock("@/lib/db/postgres-client", () => ({ renewConnections: vi.fn() }));

const read = vi.fn();
const write = vi.fn();
const server = createServer((req, res) => void answerHealth(req, res));
let url: string;
let now = 0;

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" && address?.port}`;
});
afterAll(() => new Promise((done) => server.close(done)));
beforeEach(() => {
  vi.clearAllMocks();
  // Past the last probe of the test before.
  now += 60_000;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  vi.mocked(getDb).mockReturnValue({ setting: { findFirst: read, upsert: write } } as never);
  read.mockResolvedValue(null);
  write.mockResolvedValue({});
});

async function readyz(): Promise<string> {
  const response = await fetch(`${url}/readyz`);
  return `${response.status} ${await response.text()}`;
}

const failure = (code: string) => Object.assign(new Error("no"), { code });

test("readiness means reading and writing work", async () => {
  expect(await readyz()).toBe("200 ready\n");
  read.mockRejectedValue(failure("P1001"));
  expect(await readyz()).toBe("503 the database isn’t responding\n");
});

test.for([
  ["SQLITE_FULL", "503 the disk is full\n", 0],
  ["53100", "503 the disk is full\n", 0],
  ["25006", "503 the database is read-only\n", 1],
  ["P2021", "503 the database is failing: see the log\n", 0],
] as const)("a write that fails with %s means not ready", async ([code, reply, renewals]) => {
  write.mockRejectedValue(failure(code));
  expect(await readyz()).toBe(reply);
  expect(renewConnections).toHaveBeenCalledTimes(renewals);
});

test("a write that has to wait or times out still means ready", async () => {
  write.mockRejectedValue(failure("SQLITE_BUSY"));
  expect(await readyz()).toBe("200 ready\n");
  now += 60_000;
  let endWrite = (_: object) => {};
  write.mockReturnValue(new Promise((done) => (endWrite = done)));
  expect(await readyz()).toBe("200 ready\n");
  endWrite({});
});

test("it writes at most once a second, and notices within a second that there is space again", async () => {
  write.mockRejectedValue(failure("SQLITE_FULL"));
  for (let turn = 0; turn < 5; turn++) expect(await readyz()).toBe("503 the disk is full\n");
  expect(write).toHaveBeenCalledTimes(1);
  write.mockResolvedValue({});
  now += 1_000;
  expect(await readyz()).toBe("200 ready\n");
});
