import { request } from "node:http";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { expect } from "vitest";
import type { Identity } from "./client";
import type { World } from "./world";

/** What Go's zero time becomes in the bodies of harbor-cli, which sends it for every time it doesn't set. */
export const NO_TIME = "0001-01-01T00:00:00.000Z";

/** Sends what harbor-cli sends through Harbor's Go client, byte for byte. Fails unless the status is one it accepts. */
// biome-ignore lint/suspicious/noExplicitAny: tests compare the body with what they expect.
export type HarborCli = (method: string, path: string, status: number, call?: HarborCall) => Promise<any>;
export type HarborCall = { body?: object; headers?: Record<string, string> };

/** Harbor's Go client streams its bodies, so they're chunked and end with a line feed; it asks for gzip. */
export function harborCli({ url, checker }: World, { username, password }: Identity): HarborCli {
  const { hostname, port } = new URL(url);
  return async (method, path, status, { body, headers: more = {} } = {}) => {
    const full = `/api/v2.0${path}`;
    const headers = {
      "User-Agent": "Go-http-client/1.1",
      ...(body && { "Transfer-Encoding": "chunked" }),
      Accept: "application/json",
      Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
      ...(body && { "Content-Type": "application/json" }),
      ...more,
      "Accept-Encoding": "gzip",
    };
    const reply = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
      const sent = request({ host: hostname, port, method, path: full, headers }, resolve).on("error", reject);
      sent.end(body && `${JSON.stringify(body)}\n`);
    });
    const content = await buffer(reply);
    const text = (reply.headers["content-encoding"] === "gzip" ? gunzipSync(content) : content).toString();
    const summary = `${method} ${full} → ${reply.statusCode} ${text}`;
    expect(reply.statusCode, summary).toBe(status);
    const all = Object.entries(reply.headers).map(([name, value]): [string, string] => [name, String(value)]);
    expect(checker.fault(method, full, { status, headers: new Headers(all), text }), summary).toBeNull();
    return reply.headers["content-type"]?.startsWith("application/json") && text ? JSON.parse(text) : text;
  };
}
