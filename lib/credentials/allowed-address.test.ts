import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatAllowedAddresses } from "@/lib/access/address-list";
import { bareClientAddress, isAmong, isPrivateAddress, readNetwork } from "@/lib/access/networks";
import { isAllowedFrom } from "./allowed-address";

describe("a network, as typed", () => {
  test.each([
    ["198.51.100.4", "198.51.100.4", false],
    [" 198.51.100.4/32 ", "198.51.100.4", false],
    ["198.51.100.0/24", "198.51.100.0/24", false],
    ["198.51.100.7/24", "198.51.100.0/24", true],
    ["198.51.100.255/25", "198.51.100.128/25", true],
    ["255.255.255.255/1", "128.0.0.0/1", true],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1", false],
    ["2001:db8::ff/64", "2001:db8::/64", true],
    ["2001:db8:0:1:0:0:0:1/128", "2001:db8:0:1::1", false],
    ["fe80::/10", "fe80::/10", false],
    ["2001:db8:8000::/33", "2001:db8:8000::/33", false],
    ["::ffff:198.51.100.4", "198.51.100.4", false],
    ["::ffff:198.51.100.4/120", "198.51.100.0/24", true],
    ["::ffff:c633:6404", "198.51.100.4", false],
    ["::1", "::1", false],
  ])("%s becomes %s", (typed, network, isCleared) => {
    expect(readNetwork(typed)).toEqual({ network, isCleared });
  });

  test.each(["0.0.0.0/0", "1.2.3.4/0", "::/0", "2001:db8::/0", "::ffff:0:0/96", "::ffff:1.2.3.4/0"])(
    "%s is refused: leave the list empty for anywhere",
    (typed) => {
      expect(readNetwork(typed)).toEqual({ fault: `“${typed}” is every address. Leave the list empty for anywhere.` });
    },
  );

  test.each([
    ...["", "office", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "0x7f.1.1.1", "1.2.3.4/33", "1.2.3.4/-1", "/24"],
    ...["1.2.3.4/24/8", "1.2.3.4/", "1.2.3.4/08", "1.2.3.4:80", "[::1]", "::1%eth0", "2001:db8::/129", "1:2:3", ":::"],
    ...["2001:db8::1::2", "g::1", "１.2.3.4", "1.2.3.4 5.6.7.8", "::ffff:1.2.3.4/95", `${"1".repeat(200)}.1.1.1`],
  ])("%j is refused", (typed) => {
    expect(readNetwork(typed)).toHaveProperty("fault");
  });
});

const ipv4 = fc.ipV4();
const ipv6 = fc.ipV6();
const typedNetwork = fc.oneof(
  fc.tuple(ipv4, fc.integer({ min: 1, max: 32 })).map((parts) => parts.join("/")),
  fc.tuple(ipv6, fc.integer({ min: 1, max: 128 })).map((parts) => parts.join("/")),
  ipv4,
  ipv6,
);

describe("a list", () => {
  test.each([
    [["198.51.100.0/24"], "198.51.100.0", true],
    [["198.51.100.0/24"], "198.51.100.255", true],
    [["198.51.100.0/24"], "198.51.101.0", false],
    [["198.51.100.0/24"], "198.51.99.255", false],
    [["198.51.100.0/24"], "::ffff:198.51.100.9", true],
    [["198.51.100.4"], "198.51.100.4", true],
    [["198.51.100.4"], "198.51.100.5", false],
    [["2001:db8::/64"], "2001:db8::ffff:ffff:ffff:ffff", true],
    [["2001:db8::/64"], "2001:db8:0:1::", false],
    [["2001:db8::/64", "192.0.2.1"], "192.0.2.1", true],
    [["fe80::/10"], "fe80::1%eth0", true],
    [["::/1"], "1.2.3.4", false],
    [["8000::/1"], "::ffff:128.0.0.1", false],
    [["198.51.100.0/24"], null, false],
    [["198.51.100.0/24"], "unknown", false],
    [["198.51.100.0/24"], "", false],
  ])("%j and %s: %s", (networks, address, isInside) => {
    expect(isAmong(networks, address)).toBe(isInside);
    const stored = formatAllowedAddresses(networks.map((network) => ({ network, note: "" })));
    expect(isAllowedFrom(stored, address)).toBe(isInside);
  });

  test("an empty one lets every address in, an unknown one too", () => {
    for (const address of ["192.0.2.1", "::1", null]) expect(isAllowedFrom("", address)).toBe(true);
  });

  test("the form and the login agree for any networks and addresses, and with a plain BlockList of one family", () => {
    fc.assert(
      fc.property(fc.array(typedNetwork, { minLength: 1, maxLength: 6 }), fc.oneof(ipv4, ipv6), (typed, drawn) => {
        const networks = typed.flatMap((text) => {
          const reading = readNetwork(text);
          return "network" in reading ? [reading.network] : [];
        });
        // Half of the addresses are from one of the networks.
        for (const address of [drawn, networks[0]?.split("/")[0] ?? drawn]) {
          const stored = JSON.stringify(networks.map((network) => ({ network, note: "" })));
          const isInside = isAmong(networks, address);
          expect(isAllowedFrom(stored, address)).toBe(isInside);
          if (isIP(address) !== 4) continue;
          const list = new BlockList();
          for (const [start = "", length = "32"] of networks.map((network) => network.split("/")))
            if (isIP(start) === 4) list.addSubnet(start, Number(length), "ipv4");
          expect(list.check(address, "ipv4")).toBe(isInside);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("reading a canonical network again changes nothing", () => {
    fc.assert(
      fc.property(typedNetwork, (typed) => {
        const reading = readNetwork(typed);
        if ("network" in reading)
          expect(readNetwork(reading.network)).toEqual({ network: reading.network, isCleared: false });
      }),
      { numRuns: 500 },
    );
  });
});

test("a client's address loses its zone and its IPv6 mapping", () => {
  expect(["::FFFF:192.0.2.1", "fe80::1%eth0", "2001:DB8::1", "x", null].map(bareClientAddress)).toEqual([
    ...["192.0.2.1", "fe80::1", "2001:db8::1"],
    ...[null, null],
  ]);
});

test("private addresses are told from public ones", () => {
  expect(
    ["10.1.2.3", "172.31.0.1", "192.168.0.1", "127.0.0.1", "::1", "fd00::1", "100.64.0.1"].every(isPrivateAddress),
  ).toBe(true);
  expect(["172.32.0.1", "8.8.8.8", "2001:4860::1"].some(isPrivateAddress)).toBe(false);
});
