import { expect, test, vi } from "vitest";
import { meetOldRegistry } from "./ask-old-registry";
import type { ProbeReply } from "./probe";

const asked = vi.hoisted(() => ({ urls: [] as string[], realm: "" }));
vi.mock("./probe", () => ({
  PROBE_LIMIT_MS: 1000,
  requestOnce: async (url: URL): Promise<ProbeReply> => {
    asked.urls.push(url.href);
    return { status: 401, challenges: [{ scheme: "bearer", parameters: new Map([["realm", asked.realm]]) }] };
  },
}));

async function meet(origin: string, realm: string) {
  Object.assign(asked, { urls: [], realm });
  const met = await meetOldRegistry(origin);
  return { isMet: !("fault" in met), urls: asked.urls };
}

test.each([
  "http://127.0.0.1:6379/x",
  "http://localhost/",
  "https://localhost/x",
  "http://[::1]:3000/",
  "ftp://localhost/",
])("a registry elsewhere can’t send Purser to this machine: %s", async (realm) => {
  expect(await meet("https://old.example.com", realm)).toEqual({
    isMet: false,
    urls: ["https://old.example.com/v2/"],
  });
});

test("a registry elsewhere names its token endpoint over TLS, and one on this machine may be plain", async () => {
  expect(await meet("https://old.example.com", "https://auth.example.com/token")).toMatchObject({ isMet: true });
  expect(await meet("http://127.0.0.1:5000", "http://localhost:5001/token")).toMatchObject({ isMet: true });
  expect(await meet("https://old.example.com", "http://auth.example.com/token")).toMatchObject({ isMet: false });
});
