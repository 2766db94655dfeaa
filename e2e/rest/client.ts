import { expect } from "vitest";
import type { Checker } from "./document";

/** The credentials of a request. */
export type Identity = { username: string; password: string };
export type Call = {
  as?: Identity | null;
  body?: unknown;
  /** Sent as is, instead of `body`. */
  raw?: string | Uint8Array;
  headers?: Record<string, string>;
};
export type Reply = {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body; undefined if empty. */
  // biome-ignore lint/suspicious/noExplicitAny: tests compare it with what they expect.
  body: any;
  /** The first error's code and message. */
  code: string | undefined;
  message: string | undefined;
};

/** An API client that checks every reply against the OpenAPI document and records the statuses it saw. */
export type RestClient = {
  call: (method: string, path: string, call?: Call) => Promise<Reply>;
  /** `operationId status` of each reply. */
  seen: Set<string>;
};

const basic = ({ username, password }: Identity) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;

/** @param path under `/api/v2.0` */
export function restClient(url: string, checker: Checker): RestClient {
  const seen = new Set<string>();
  return {
    seen,
    async call(method, path, { as = null, body, raw, headers = {} } = {}) {
      const full = `/api/v2.0${path}`;
      const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
      const response = await fetch(url + full, {
        method,
        headers: {
          ...(as && { Authorization: basic(as) }),
          ...(sent !== undefined && { "Content-Type": "application/json" }),
          ...headers,
        },
        ...(sent !== undefined && { body: sent as BodyInit }),
        redirect: "manual",
      });
      const text = await response.text();
      const { status } = response;
      const summary = `${method} ${full} → ${status} ${text.slice(0, 300)}`;
      expect(checker.fault(method, full, { status, headers: response.headers, text }), summary).toBeNull();
      const found = checker.find(method, full);
      if (found) seen.add(`${found.operation.operationId} ${status}`);
      const isJson = response.headers.get("content-type")?.startsWith("application/json");
      const parsed = isJson && text ? JSON.parse(text) : undefined;
      const [error] = parsed?.errors ?? [];
      return { status, headers: response.headers, text, body: parsed, code: error?.code, message: error?.message };
    },
  };
}
