import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { clientAddress } from "@/lib/server/client-address";
import { commonHeaders, pageHeaders, stampRequest } from "@/lib/server/headers";

const PUBLIC_URL = new URL("https://purser.example.com");

function request(headers: Record<string, string>, remoteAddress = "192.0.2.1"): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, "remoteAddress", { value: remoteAddress });
  const req = new IncomingMessage(socket);
  Object.assign(req.headers, headers);
  return req;
}

describe("the client's address", () => {
  test("is the socket's if no proxy is trusted, whatever a header says", () => {
    expect(clientAddress(request({ "x-forwarded-for": "203.0.113.9" }), false)).toBe("192.0.2.1");
  });

  test.each([
    ["203.0.113.9", "203.0.113.9"],
    ["6.6.6.6, 203.0.113.9", "203.0.113.9"],
    ["6.6.6.6,203.0.113.9:4711", "203.0.113.9"],
    ["[2001:db8::7]:443", "2001:db8::7"],
    ["2001:db8::7", "2001:db8::7"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
  ])("is the last hop of %s behind a trusted proxy", (header, address) => {
    expect(clientAddress(request({ "x-forwarded-for": header }), true)).toBe(address);
  });

  test.each(["", "unknown", "203.0.113.9, unknown", "<script>", "203.0.113.999"])(
    "is the socket's if the last hop is %j",
    (header) => {
      expect(clientAddress(request({ "x-forwarded-for": header }, "::ffff:192.0.2.1"), true)).toBe("192.0.2.1");
    },
  );
});

describe("a stamped request", () => {
  test("has none of the private headers that a client sent", () => {
    const forged = {
      "x-request-id": "mine",
      "x-nonce": "mine",
      "x-purser-client-address": "6.6.6.6",
      "x-purser-anything": "mine",
      "x-forwarded-for": "6.6.6.6",
      "x-forwarded-host": "evil.example.com",
      "x-real-ip": "6.6.6.6",
      forwarded: "for=6.6.6.6",
      "content-security-policy": "script-src 'nonce-mine'",
    };
    const req = request({ ...forged, host: "purser.example.com" });
    const arrival = stampRequest(req, PUBLIC_URL, false);
    expect(Object.values(req.headers).join(" ")).not.toMatch(/mine|6\.6\.6\.6|evil/);
    expect(req.headers["x-request-id"]).toBe(arrival.requestId);
    expect(req.headers["x-purser-client-address"]).toBe("192.0.2.1");
  });

  test("has a unique id", () => {
    const ids = Array.from({ length: 50 }, () => stampRequest(request({}), PUBLIC_URL, false).requestId);
    expect(new Set(ids).size).toBe(50);
  });

  test("has the host of PUBLIC_URL only if its Origin is PUBLIC_URL", () => {
    const hostSeen = (origin: string) => {
      const req = request({ host: "10.0.0.5:3000", origin });
      stampRequest(req, PUBLIC_URL, true);
      return req.headers["x-forwarded-host"];
    };
    expect(hostSeen("https://purser.example.com")).toBe("purser.example.com");
    expect(hostSeen("http://purser.example.com")).toBe("10.0.0.5:3000");
    expect(hostSeen("https://evil.example.com")).toBe("10.0.0.5:3000");
  });
});

describe("the headers of a page", () => {
  function headersOf(isHttps: boolean) {
    const req = request({});
    const res = new ServerResponse(req);
    pageHeaders(req, res, { isDev: false, isHttps });
    return { res, req };
  }

  test("allow only scripts with this response's nonce, and no framing", () => {
    const { res, req } = headersOf(false);
    const policy = String(res.getHeader("content-security-policy"));
    expect(policy).toContain(`'nonce-${req.headers["x-nonce"]}'`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(req.headers["content-security-policy"]).toBe(policy);
  });
});

test("every response has HSTS if PUBLIC_URL is HTTPS, and none if not", () => {
  const bound = (isHttps: boolean) => {
    const res = new ServerResponse(request({}));
    commonHeaders(res, "id", isHttps);
    return res.getHeader("strict-transport-security");
  };
  expect(bound(true)).toMatch(/max-age=\d{8}/);
  expect(bound(false)).toBeUndefined();
});
