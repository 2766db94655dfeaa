import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export type TestMailServer = {
  port: number;
  mails: { to: string; source: string }[];
  stop: () => Promise<void>;
};

/** A mail server that keeps what it gets. With AUTH it takes any name with the password "open sesame". */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<TestMailServer> {
  const mails: TestMailServer["mails"] = [];
  const server = new SMTPServer({
    authOptional: true,
    onAuth: ({ password, username }, _session, callback) =>
      password === "open sesame" ? callback(null, { user: username }) : callback(new Error("535 wrong password")),
    onData(stream, session, callback) {
      let source = "";
      stream.on("data", (chunk: Buffer) => {
        source += chunk.toString("utf8");
      });
      stream.on("end", () => {
        for (const { address } of session.envelope.rcptTo) mails.push({ to: address, source });
        callback(null, "taken");
      });
    },
    ...options,
  });
  server.on("error", () => {});
  await new Promise<void>((done) => {
    server.listen(0, "127.0.0.1", done);
  });
  const address = server.server.address() as AddressInfo;
  return {
    port: address.port,
    mails,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
      }),
  };
}
