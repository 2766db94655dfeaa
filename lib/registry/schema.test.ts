import { expect, test } from "vitest";
import { checkRegistrySchema, readRegistryAddress, setRegistryHostSchema } from "./schema";

test.each([
  ["registry.example.com", "https://registry.example.com"],
  [" Registry.Example.com:5000 ", "https://registry.example.com:5000"],
  ["https://registry.example.com:443/", "https://registry.example.com"],
  ["http://registry.example.com/v2/", "http://registry.example.com"],
  ["https://registry.example.com/v2", "https://registry.example.com"],
  ["localhost:5000", "http://localhost:5000"],
  ["127.0.0.1:5000", "http://127.0.0.1:5000"],
  ["[::1]:5000", "http://[::1]:5000"],
  ["https://localhost:5000", "https://localhost:5000"],
  ["10.1.2.3", "https://10.1.2.3"],
  ["docker_registry:5000", "https://docker_registry:5000"],
  ["localhost.example.com", "https://localhost.example.com"],
])("%s is read as %s, and that as itself", (typed, origin) => {
  expect(readRegistryAddress(typed)).toEqual({ origin });
  expect(checkRegistrySchema.parse({ address: origin })).toEqual({ address: origin });
});

test.each([
  "https://user:secret@registry.example.com",
  "user@registry.example.com",
  "https://@registry.example.com",
  "registry.example.com@evil.example.com",
])("credentials in %s are refused", (typed) => {
  expect(readRegistryAddress(typed)).toEqual({ fault: expect.stringContaining("username and password") });
});

test.each([
  "",
  " ",
  "https://",
  "registry.example.com:0",
  "registry.example.com:65536",
  "registry.example.com:port",
  "registry example.com",
  "registry.example.com\r\nX-Evil: 1",
  "https:\\\\registry.example.com",
  "https:registry.example.com",
  "régistre.example.com",
  "[::1",
  "javascript:alert(1)",
  `${"a".repeat(254)}`,
  "*.example.com",
  "{}",
])("%j isn't an address", (typed) => {
  expect(readRegistryAddress(typed)).toEqual({ fault: expect.stringContaining("isn’t a valid address") });
});

test.each(["file:///etc/passwd", "ftp://a", "gopher://a:70/", "unix://a", "ws://a"])("%s isn't HTTP", (typed) => {
  expect(readRegistryAddress(typed)).toEqual({ fault: expect.stringContaining("http://") });
});

test.each([
  "registry.example.com/team",
  "registry.example.com/v2/../x",
  "registry.example.com/v2/_catalog",
  "registry.example.com?x",
  "registry.example.com#x",
  "http://a/v2/?",
])("%s contains more than a host", (typed) => {
  expect(readRegistryAddress(typed)).toEqual({ fault: expect.stringContaining("only the host") });
});

test.each([
  ["registry.example.com", "registry.example.com"],
  [" https://Registry.Example.com:5000/v2/ ", "registry.example.com:5000"],
  ["localhost:5000", "localhost:5000"],
  ["[::1]:5000", "[::1]:5000"],
  ["  ", null],
])("the host entered as %j is kept as %j", (host, kept) => {
  expect(setRegistryHostSchema.parse({ host })).toEqual({ host: kept });
});

test.each(["registry.example.com/team", "user:secret@registry.example.com", "a b", "$(id)", "x".repeat(301)])(
  "%j isn't kept as a host",
  (host) => {
    expect(setRegistryHostSchema.safeParse({ host }).success).toBe(false);
  },
);
