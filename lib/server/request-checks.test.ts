import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { requestFault } from "@/lib/server/request-checks";

type Request = { target?: string; version?: string; headers?: [string, string][] };

const HOST: [string, string] = ["Host", "purser.example.com"];

function request({ target = "/login", version = "1.1", headers = [HOST] }: Request): IncomingMessage {
  const req = new IncomingMessage(new Socket());
  Object.assign(req, { url: target, httpVersion: version, rawHeaders: headers.flat() });
  // As Node keeps them: the first Host.
  for (const [name, value] of headers) req.headers[name.toLowerCase()] ??= value;
  return req;
}

test.each<[string, Request]>([
  ["a path", {}],
  ["a path with a query", { target: "/login?next=http://a/" }],
  ["HTTP/1.0 without a host", { version: "1.0", headers: [] }],
  ["an empty host", { headers: [["Host", ""]] }],
  ["an IPv6 host with a port", { headers: [["Host", "[::1]:3000"]] }],
  ["a host with an underscore", { headers: [["host", "purser_1:3000"]] }],
  ["100-continue", { headers: [HOST, ["Expect", "100-Continue"]] }],
  ["a router state that Next can read", { headers: [HOST, ["Next-Router-State-Tree", "%5B%22%22%2C%7B%7D%5D"]] }],
])("%s is accepted", (_, given) => {
  expect(requestFault(request(given))).toBeNull();
});

test.each<[string, Request, number]>([
  ["an asterisk", { target: "*" }, 400],
  ["a target without a slash", { target: "healthz" }, 400],
  ["a target of another scheme", { target: "ftp://purser.example.com/" }, 400],
  ["an absolute target without a host", { target: "http:///login" }, 400],
  ["an absolute target with a user", { target: "http://me@purser.example.com/" }, 400],
  ["no host", { headers: [] }, 400],
  ["two hosts", { headers: [HOST, ["HOST", "evil.example.com"]] }, 400],
  ["a host with a space", { headers: [["Host", "a b"]] }, 400],
  ["a host with a path", { headers: [["Host", "a/b"]] }, 400],
  ["another expectation", { headers: [HOST, ["Expect", "magic"]] }, 417],
  ["a router state that is no JSON", { headers: [HOST, ["Next-Router-State-Tree", "garbage"]] }, 400],
  ["a router state of another shape", { headers: [HOST, ["Next-Router-State-Tree", "%5B%22%22%5D"]] }, 400],
  ["a router state that cannot be decoded", { headers: [HOST, ["Next-Router-State-Tree", "%zz"]] }, 400],
])("%s is refused", (_, given, status) => {
  expect(requestFault(request(given))?.status).toBe(status);
});

test.each([
  ["http://other.example.com:8080/service/token?a=b", "other.example.com:8080", "/service/token?a=b"],
  ["HTTPS://other.example.com", "other.example.com", "/"],
  ["http://[::1]?a", "[::1]", "/?a"],
])("the absolute target %s becomes its host and its path", (target, host, path) => {
  const req = request({ target });
  expect(requestFault(req)).toBeNull();
  expect([req.headers.host, req.url]).toEqual([host, path]);
});
