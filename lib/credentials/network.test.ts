import { expect, test } from "vitest";
import { networkOf } from "./network";

test.each([
  ["2001:db8::1", "2001:db8:0:0"],
  ["2001:0DB8:0:0:ffff::2", "2001:db8:0:0"],
  ["2001:db8:0:1::1", "2001:db8:0:1"],
  ["fe80::1%eth0", "fe80:0:0:0"],
  ["::1", "0:0:0:0"],
  ["192.0.2.7", "192.0.2.7"],
  [null, "unknown"],
])("%s counts as %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
