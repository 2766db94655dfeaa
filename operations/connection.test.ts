import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { expect, onTestFinished, test, vi } from "vitest";
import { connect } from "@/operations/connection";

async function serve(answer: (req: IncomingMessage, res: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const json = (res: ServerResponse, status: number, body: unknown) =>
  res.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
const ROOT = { PURSER_USERNAME: "root", PURSER_PASSWORD: "pass:word" };

test("a missing or wrong setting is named with what to set", async () => {
  const cases: [Record<string, string>, string][] = [
    [ROOT, "Set PURSER_URL"],
    [{ ...ROOT, PURSER_URL: "ftp://host" }, "must be an http:// or https:// address"],
    [{ ...ROOT, PURSER_URL: "https://me:secret@host" }, "Remove the credentials"],
    [{ PURSER_URL: "https://host" }, "--password-stdin"],
    [{ PURSER_URL: "https://host", PURSER_PASSWORD: "x" }, "Set PURSER_USERNAME"],
    [{ ...ROOT, PURSER_URL: "https://host", PURSER_TOKEN: "x" }, "Keep one of them"],
  ];
  for (const [settings, message] of cases) await expect(connect({}, settings)).rejects.toThrow(message);
});

test("credentials come from settings, a token with a name, or standard input", async () => {
  const url = await serve(({ headers }, res) => json(res, 200, headers.authorization));
  const sent = async (settings: Record<string, string>, options = {}, input?: Readable) => {
    const { body } = await (await connect(options, { PURSER_URL: url, ...settings }, input)).send("GET", "/ping");
    return Buffer.from(String(body).replace("Basic ", ""), "base64").toString();
  };
  expect(await sent(ROOT)).toBe("root:pass:word");
  expect(await sent({ PURSER_TOKEN: "robot_lib+ci:Secret1" })).toBe("robot_lib+ci:Secret1");
  const stdin = { "password-stdin": true };
  expect(await sent({ PURSER_USERNAME: "root" }, stdin, Readable.from(["typed\n"]))).toBe("root:typed");
});

test("the password crosses an unencrypted network only with a warning", async () => {
  const warn = vi.spyOn(console, "error").mockImplementation(() => {});
  await connect({}, { ...ROOT, PURSER_URL: "http://purser.example.com/" });
  expect(warn.mock.calls.flat().join()).toContain("unencrypted");
  expect(warn.mock.calls.flat().join()).not.toContain("pass:word");
  warn.mockRestore();
});

test("errors carry the message, the status and the code, and say what to check", async () => {
  const url = await serve((req, res) => {
    if (req.url?.endsWith("/moved")) res.writeHead(302, { Location: "https://evil.example" }).end();
    else if (req.url?.endsWith("/html")) res.writeHead(502).end("<html>");
    else json(res, 401, { errors: [{ code: "UNAUTHORIZED", message: "wrong username or password" }] });
  });
  const connection = await connect({}, { ...ROOT, PURSER_URL: `${url}/` });
  await expect(connection.send("GET", "/x")).rejects.toMatchObject({ status: 401, code: "UNAUTHORIZED" });
  await expect(connection.send("GET", "/x")).rejects.toThrow("Check PURSER_USERNAME");
  await expect(connection.send("GET", "/moved")).rejects.toThrow("redirects to https://evil.example");
  await expect(connection.send("GET", "/html")).rejects.toThrow("Check PURSER_URL");
  const closed = await connect({}, { ...ROOT, PURSER_URL: "http://127.0.0.1:1" });
  await expect(closed.send("GET", "/x")).rejects.toThrow("can’t be reached");
});

test("every page of a list is read", async () => {
  const url = await serve((req, res) => {
    const page = Number(new URL(req.url ?? "", "http://x").searchParams.get("page"));
    json(res, 200, Array(page === 1 ? 100 : 3).fill(page));
  });
  const connection = await connect({}, { ...ROOT, PURSER_URL: url });
  expect(await connection.all("/robots", { q: "Level=project,ProjectID=1" })).toHaveLength(103);
});
