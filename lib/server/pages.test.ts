import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { AppError } from "@/lib/errors";
import { noteReached, noteUnavailable } from "@/lib/request-notes";
import { answerPage } from "@/lib/server/pages";
import { databaseOutage } from "@/lib/server/queries";

vi.mock("@/lib/server/queries", () => ({ databaseOutage: vi.fn() }));

let server: Server;
let app: (req: IncomingMessage, res: ServerResponse) => void;
const asked = vi.fn();

beforeEach(async () => {
  vi.mocked(databaseOutage).mockReset().mockResolvedValue(null);
  asked.mockReset();
  server = createServer(
    (req, res) =>
      void answerPage(
        async () => {
          asked();
          app(req, res);
        },
        req,
        res,
        "id",
      ),
  );
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterEach(() => new Promise((done) => server.close(done)));

/** An app that ends with `status`, as Next does: by the property, not by `writeHead`. */
function answers(status: number, before: () => void = () => {}) {
  return (_: IncomingMessage, res: ServerResponse) => {
    before();
    res.statusCode = status;
    res.end("body");
  };
}

async function ask(path: string, init?: RequestInit) {
  const address = server.address();
  const port = typeof address === "object" && address?.port;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
  return [response.status, response.headers.get("retry-after"), await response.text()];
}

const post = { method: "POST" };
const html = { headers: { Accept: "text/html" } };

test.for([
  ["a page that is well", "/", undefined, 200, () => {}, [200, null, "body"]],
  ["a page that is not there", "/x", undefined, 404, () => noteUnavailable(7), [404, null, "body"]],
  ["a page with a defect", "/", undefined, 500, () => {}, [500, null, "body"]],
  ["a page without its database", "/", undefined, 500, () => noteUnavailable(7), [503, "7", "body"]],
  ["an action that answers so", "/", post, 200, () => noteUnavailable(7), [503, "7", "body"]],
  ["a route that says so itself", "/search", undefined, 503, () => noteUnavailable(7), [503, "7", "body"]],
  ["a body that Next could not read", "/", post, 500, () => {}, [400, null, "body"]],
  ["an action with a defect", "/", post, 500, noteReached, [500, null, "body"]],
  [
    "the API, which has its own words",
    "/api/v2.0/health",
    undefined,
    200,
    () => noteUnavailable(7),
    [200, null, "body"],
  ],
  ["the API with a defect", "/api/v2.0/robots", post, 500, () => {}, [500, null, "body"]],
] as const)("%s has the right status", async ([, path, init, status, before, expected]) => {
  app = answers(status, before);
  expect(await ask(path, init)).toEqual(expected);
});

test("what was sent is what the log reads, though Next names its own status once more", async () => {
  const read = vi.fn();
  app = (req, res) => {
    answers(500)(req, res);
    res.statusCode = 500;
    res.once("close", () => read(res.statusCode));
  };
  expect(await ask("/", post)).toEqual([400, null, "body"]);
  await expect.poll(() => read.mock.lastCall).toEqual([400]);
});

test("without the database, pages, navigations and exports get 503 without Next; requests from scripts reach Next", async () => {
  app = answers(200);
  const outage = new AppError("UNAVAILABLE", "No database.", { retryAfterSeconds: 3 });
  vi.mocked(databaseOutage).mockResolvedValue(outage);
  for (const init of [html, { headers: { RSC: "1" } }]) {
    const [status, retryAfter, text] = await ask("/projects", init);
    expect([status, retryAfter]).toEqual([503, "3"]);
    expect(text).toContain("No database.");
  }
  expect(asked).not.toHaveBeenCalled();
  for (const [path, init] of [
    ["/projects", { ...post, headers: { "Next-Action": "a", Accept: "text/html" } }],
    ["/search", {}],
    ["/api/v2.0/robots", html],
    ["/favicon.svg", html],
  ] as const)
    expect((await ask(path, init))[0]).toBe(200);
});

test("an undecodable path is refused, a query with a lone percent sign is not", async () => {
  app = answers(200);
  expect((await ask("/projects/%/x"))[0]).toBe(400);
  expect((await ask("/projects/%ff"))[0]).toBe(400);
  expect((await ask("/projects?q=%"))[0]).toBe(200);
});
