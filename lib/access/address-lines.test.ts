import { expect, test } from "vitest";
import { formatAddressLines, readAddressLines } from "./address-lines";

test("one address per line, with a note after it", () => {
  expect(
    readAddressLines("198.51.100.0/24 Office\n\n  2001:db8::1\n192.0.2.1, the runner \n10.0.0.0/8 # VPN # 2"),
  ).toEqual([
    { network: "198.51.100.0/24", note: "Office" },
    { network: "2001:db8::1", note: "" },
    { network: "192.0.2.1", note: "the runner" },
    { network: "10.0.0.0/8", note: "VPN # 2" },
  ]);
  expect(readAddressLines(" \n")).toEqual([]);
});

test("a list shows as what would be typed", () => {
  const list = [
    { network: "198.51.100.0/24", note: "Office, first floor" },
    { network: "2001:db8::1", note: "" },
  ];
  expect(readAddressLines(formatAddressLines(list))).toEqual(list);
});
