import { request } from "node:http";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { expect } from "vitest";
import type { Identity, Reply } from "./client";
import type { World } from "./world";

type Answer = Pick<Reply, "status" | "body"> & { location: string | undefined };

/** Sends what Harbor's Terraform provider sends, byte for byte, and reads replies the way it does. */
export type Provider = {
  /** Fails unless the provider would accept the status. Every request has a body: `null` if there is none. */
  send: (method: string, path: string, payload: object | null, status: number) => Promise<Answer>;
  /** The path of the created object, which the provider takes from `Location`. */
  create: (path: string, payload: object) => Promise<{ path: string; body: Answer["body"] }>;
  /** The prefix that the provider removes from robot names. */
  robotPrefix: () => Promise<string>;
};

/** The provider with a person's username and password. */
export function provider({ url, checker }: World, { username, password }: Identity): Provider {
  const { hostname, port } = new URL(url);
  const send: Provider["send"] = async (method, path, payload, status) => {
    const sent = Buffer.from(`${JSON.stringify(payload)}\n`);
    const full = `/api/v2.0${path}`;
    const headers = {
      "User-Agent": "Go-http-client/1.1",
      "Content-Length": String(sent.byteLength),
      Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
      "Content-Type": "application/json",
      "Accept-Encoding": "gzip",
    };
    const reply = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
      request({ host: hostname, port, method, path: full, headers }, resolve).on("error", reject).end(sent);
    });
    const content = await buffer(reply);
    const isZipped = reply.headers["content-encoding"] === "gzip";
    const received = (isZipped ? gunzipSync(content) : content).toString();
    const summary = `${method} ${full} → ${reply.statusCode} ${received}`;
    expect(reply.statusCode, summary).toBe(status);
    const all = Object.entries(reply.headers).map(([name, value]): [string, string] => [name, String(value)]);
    expect(checker.fault(method, full, { status, headers: new Headers(all), text: received }), summary).toBeNull();
    return { status, location: reply.headers.location, body: received ? JSON.parse(received) : undefined };
  };
  return {
    send,
    async create(path, payload) {
      const { location, body } = await send("POST", path, payload, 201);
      return { path: (location ?? "").replaceAll("/api", "").replaceAll("/v2.0", ""), body };
    },
    robotPrefix: async () => (await send("GET", "/configurations", null, 200)).body.robot_name_prefix.value,
  };
}
