import { expect, test } from "vitest";
import { rateLimitKey } from "./caller";

test("requests without credentials are counted by network, so that one network’s many addresses are one", () => {
  const counted = (address: string) => rateLimitKey(null, { address, requestId: null });
  expect(counted("2001:db8::1")).toBe(counted("2001:db8:0:0:ffff::2"));
  expect(counted("192.0.2.1")).not.toBe(counted("192.0.2.2"));
});
