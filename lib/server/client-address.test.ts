import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { readEnv } from "@/lib/env";
import { readTrustProxy } from "@/lib/trusted-proxies";
import { addressChain, clientAddress, formatChain, parseChain } from "./client-address";
import { stampRequest } from "./headers";

const PROXIES = readTrustProxy("10.0.0.0/8, 192.0.2.80,fd00::/8") ?? false;

function request(peer: string, forwarded?: string): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, "remoteAddress", { value: peer });
  const req = new IncomingMessage(socket);
  if (forwarded !== undefined) req.headers["x-forwarded-for"] = forwarded;
  return req;
}

describe("behind proxies that TRUST_PROXY lists", () => {
  test.each([
    ["203.0.113.9", undefined, "203.0.113.9"],
    ["203.0.113.9", "6.6.6.6", "203.0.113.9"],
    ["203.0.113.9", "10.0.0.1", "203.0.113.9"],
    ["10.0.0.1", undefined, "10.0.0.1"],
    ["10.0.0.1", "198.51.100.4", "198.51.100.4"],
    ["::ffff:10.0.0.1", "::ffff:198.51.100.4", "198.51.100.4"],
    ["10.0.0.1", "6.6.6.6, 198.51.100.4", "198.51.100.4"],
    ["10.0.0.1", "198.51.100.4, 192.0.2.80", "198.51.100.4"],
    ["10.0.0.1", "6.6.6.6, 198.51.100.4, 192.0.2.80", "198.51.100.4"],
    ["10.0.0.1", "6.6.6.6, 10.9.9.9, 198.51.100.4, 192.0.2.80", "198.51.100.4"],
    ["10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"],
    ["fd00::1", "[2001:db8::7]:4711", "2001:db8::7"],
    ["fd00::1%eth0", "2001:db8::7", "2001:db8::7"],
    ["192.0.2.81", "198.51.100.4", "192.0.2.81"],
  ])("%s with %j is %s", (peer, forwarded, address) => {
    expect(clientAddress(request(peer, forwarded), PROXIES)).toBe(address);
  });

  test.each(["unknown", "198.51.100.4, unknown", "<script>", "198.51.100.4,", "_hidden"])(
    "an unreadable address is unknown, not the proxy’s: %j",
    (forwarded) => {
      expect(clientAddress(request("10.0.0.1", forwarded), PROXIES)).toBeNull();
    },
  );

  test("a stamped request keeps its address however often it’s read", () => {
    for (const [peer, forwarded] of [
      ["10.0.0.1", "6.6.6.6, 198.51.100.4, 192.0.2.80"],
      ["10.0.0.1", "10.0.0.3, 10.0.0.2"],
      ["10.0.0.1", "unknown"],
      ["203.0.113.9", "6.6.6.6"],
    ] as const) {
      const req = request(peer, forwarded);
      const { address } = stampRequest(req, new URL("https://purser.example.com"), PROXIES);
      expect(clientAddress(req, PROXIES)).toBe(address);
      expect(JSON.stringify(req.headers)).not.toContain("6.6.6.6");
    }
  });

  test("the chain lists the hops that count, and only counts the others", () => {
    const chain = addressChain(request("10.0.0.1", "6.6.6.6, 7.7.7.7, 198.51.100.4, 192.0.2.80"), PROXIES);
    expect(chain).toEqual({ hops: ["10.0.0.1", "192.0.2.80", "198.51.100.4"], ignored: 2 });
    const unreadable = addressChain(request("10.0.0.1", "6.6.6.6, x"), PROXIES);
    for (const one of [chain, unreadable]) expect(parseChain(formatChain(one))).toEqual(one);
    expect(addressChain(request("10.0.0.1", "6.6.6.6, 7.7.7.7"), false)).toEqual({ hops: ["10.0.0.1"], ignored: 2 });
    expect(addressChain(request("10.0.0.1", "6.6.6.6, 7.7.7.7"), true)).toEqual({
      hops: ["10.0.0.1", "7.7.7.7"],
      ignored: 1,
    });
  });
});

test("TRUST_PROXY takes true, false, addresses and networks", () => {
  const read = (TRUST_PROXY: string) => readEnv({ AUTH_SECRET: "a".repeat(32), TRUST_PROXY });
  expect([read("true").LISTEN_HOST, read("false").LISTEN_HOST, read("10.0.0.0/8").LISTEN_HOST]).toEqual([
    "127.0.0.1",
    undefined,
    undefined,
  ]);
  for (const invalid of [
    "yes",
    "10.0.0.0/33",
    "0.0.0.0/0",
    "::/0",
    "::ffff:0:0/96",
    "::/64",
    "10.0.0.0/8,0.0.0.0/1,128.0.0.0/1",
    "::/1,8000::/1",
    "10.0.0.0/8,",
    "10.0.0.0/8 fd00::1",
    "proxy",
    "::1/x",
  ])
    expect(() => read(invalid), invalid).toThrow("TRUST_PROXY must be true, false, or");
});
