import type { LookupAddress } from "node:dns";
import { createServer, type Server } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { generate } from "selfsigned";
import { afterEach, describe, expect, test, vi } from "vitest";
import { faultIn } from "../allowed-hosts";
import { connectTo, RefusedAddress } from "./connect";
import { post } from "./post";

const settings = vi.hoisted(() => ({ WEBHOOK_ALLOWED_HOSTS: "external", PUBLIC_URL: "https://purser.example" }));
vi.mock("../env", () => ({ env: () => settings }));

const opened: Server[] = [];
afterEach(() => {
  settings.WEBHOOK_ALLOWED_HOSTS = "external";
  for (const server of opened.splice(0)) server.close();
});

const never = new AbortController().signal;
const answers =
  (...addresses: string[]) =>
  async (): Promise<LookupAddress[]> =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
const connecting = (url: string, resolve = answers()) => connectTo(new URL(url), never, resolve);

/** A local server that notes every byte it gets. */
async function listen(reply = ""): Promise<{ port: number; connections: () => number; bytes: () => number }> {
  let [connections, bytes] = [0, 0];
  const server = createServer((socket) => {
    connections += 1;
    socket.on("error", () => {});
    socket.on("data", (data) => {
      bytes += data.length;
      if (reply) socket.write(reply);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  opened.push(server);
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    connections: () => connections,
    bytes: () => bytes,
  };
}

describe("an address inside is refused", () => {
  test.each([
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.31.255.255",
    "192.168.0.1",
    "100.64.0.1",
    "168.63.129.16",
    "169.254.169.254",
    "192.0.0.192",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:a9fe:a9fe]",
    "[::127.0.0.1]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:0:1::]",
    "[fc00::1]",
    "[fe80::1]",
    "[ff02::1]",
  ])("when it is written as %s", async (host) => {
    await expect(connecting(`https://${host}/`)).rejects.toThrow(/WEBHOOK_ALLOWED_HOSTS/);
  });

  test.each(["localhost", "localhost.", "LOCALHOST", "metadata.internal", "127.0.0.1.nip.io"])(
    "when %s resolves to it",
    async (host) => {
      await expect(connecting(`https://${host}/`, answers("127.0.0.1"))).rejects.toThrow(RefusedAddress);
      await expect(connecting(`https://${host}/`, answers("::ffff:169.254.169.254"))).rejects.toThrow(RefusedAddress);
    },
  );

  test("when a name resolves to a public address at first and to a private one when it counts", async () => {
    const { port, connections } = await listen();
    const lookups = [answers("192.0.43.8"), answers("127.0.0.1")];
    await lookups.shift()?.();
    const resolve = async () => (await lookups.shift()?.()) ?? [];
    await expect(connecting(`https://rebinding.example:${port}/`, resolve)).rejects.toThrow(RefusedAddress);
    expect(connections()).toBe(0);
  });

  test("when it is one of several addresses of a name: only the others are tried", async () => {
    const { port, connections } = await listen();
    const limit = AbortSignal.timeout(300);
    const url = new URL(`https://mixed.example:${port}/`);
    await expect(connectTo(url, limit, answers("127.0.0.1", "192.0.43.8"))).rejects.toThrow();
    expect(connections()).toBe(0);
  });
});

test("a connection that ends up at another address than the one resolved is cut before a byte is sent", async () => {
  const { port, bytes } = await listen();
  settings.WEBHOOK_ALLOWED_HOSTS = "loopback";
  const socket = await connecting(`http://hooks.example:${port}/`, answers("127.0.0.1"));
  expect(socket.remoteAddress).toBe("127.0.0.1");
  socket.destroy();
  expect(bytes()).toBe(0);
});

test("plain http needs an entry that names the host; https to the internet needs none", async () => {
  await expect(connecting("http://192.0.43.8/")).rejects.toThrow(/without https/);
  const { port } = await listen();
  for (const setting of ["loopback", "127.0.0.0/8", "127.0.0.1", "external, *.corp.example", "hooks.corp.*"]) {
    settings.WEBHOOK_ALLOWED_HOSTS = setting;
    const socket = await connecting(`http://hooks.corp.example:${port}/`, answers("127.0.0.1"));
    socket.destroy();
  }
  settings.WEBHOOK_ALLOWED_HOSTS = "private";
  await expect(connecting(`http://hooks.corp.example:${port}/`, answers("127.0.0.1"))).rejects.toThrow(RefusedAddress);
});

test("Purser’s own address is refused, however the host is written", async () => {
  for (const url of ["https://purser.example/", "https://PURSER.example.:443/api"])
    await expect(connecting(url, answers("192.0.43.8"))).rejects.toThrow(/PUBLIC_URL/);
});

test("a part of the setting that can’t be read is named at the start", () => {
  expect(faultIn("external, private loopback 10.0.0.0/8 *.corp.example 2001:db8::/32")).toBeNull();
  expect(faultIn("external, https://example.com")).toBe("https://example.com");
  expect(faultIn("10.0.0.0/40")).toBe("10.0.0.0/40");
});

const send = (port: number, protocol = "http") => {
  settings.WEBHOOK_ALLOWED_HOSTS = "loopback";
  const message = { url: new URL(`${protocol}://127.0.0.1:${port}/`), headers: {}, body: "{}" };
  return post(message, { signal: never, limitMs: 400 });
};

describe("with https", () => {
  async function listenTls(reply: string): Promise<{ port: number; bytes: () => number }> {
    const { private: key, cert } = await generate([{ name: "commonName", value: "127.0.0.1" }]);
    let bytes = 0;
    const server = createTlsServer({ key, cert }, (socket) => {
      socket.on("error", () => {});
      socket.on("data", (data) => {
        bytes += data.length;
        if (reply) socket.write(reply);
      });
    });
    server.on("tlsClientError", () => {});
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    opened.push(server);
    const address = server.address();
    return { port: typeof address === "object" && address ? address.port : 0, bytes: () => bytes };
  }

  test("a receiver whose certificate nobody vouches for gets nothing", async () => {
    const { port, bytes } = await listenTls("");
    expect(await send(port, "https")).toMatchObject({ reply: null, error: expect.stringContaining("certificate") });
    expect(bytes()).toBe(0);
  });

  test("a reply is read, and one that never comes is given up after the limit", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    const [quick, mute] = [await listenTls("HTTP/1.1 204 No Content\r\n\r\n"), await listenTls("")];
    expect(await send(quick.port, "https")).toMatchObject({ reply: { status: 204 }, error: null });
    expect(await send(mute.port, "https")).toMatchObject({
      reply: null,
      error: expect.stringContaining("0.4 seconds"),
    });
    expect(mute.bytes()).toBeGreaterThan(0);
    vi.unstubAllEnvs();
  });
});

describe("a slow receiver", () => {
  test("whose name isn’t looked up in time is given up after the limit", async () => {
    settings.WEBHOOK_ALLOWED_HOSTS = "loopback";
    const message = { url: new URL("https://slow.example/"), headers: {}, body: "{}" };
    const outcome = await post(message, { signal: never, limitMs: 50, resolve: () => new Promise(() => {}) });
    expect(outcome).toMatchObject({ reply: null, error: expect.stringContaining("0.05 seconds") });
  });

  test("that never answers is given up after the limit", async () => {
    const { port } = await listen();
    expect(await send(port)).toMatchObject({
      reply: null,
      error: "The receiver didn’t send a complete reply within 0.4 seconds.",
    });
  });

  test("that sends its reply drop by drop is given up after the limit", async () => {
    const { port } = await listen("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n.");
    expect(await send(port)).toMatchObject({ reply: null, error: expect.stringContaining("0.4 seconds") });
  });
});
