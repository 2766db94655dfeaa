import { readBcrypt } from "./bcrypt-hash";
import { type Found, loginNameFault } from "./entries";
import type { Line } from "./lines";

/** A registry with htpasswd lets every user push and pull. */
const ACCESS = ["repository:push", "repository:pull"];

/** @param project the project that its users get access to */
export async function* readHtpasswd(lines: AsyncIterable<Line>, project: string): AsyncGenerator<Found> {
  yield { kind: "project", name: project, owner: "", createdAt: null };
  for await (const { number, text } of lines) {
    if (text.startsWith("#")) continue;
    const at = text.indexOf(":");
    const loginName = at < 0 ? "" : text.slice(0, at);
    const stored = readBcrypt(text.slice(at + 1).trim());
    const fault =
      loginNameFault(loginName) ?? (stored === null ? "Only bcrypt passwords can be imported (htpasswd -B)." : null);
    if (fault !== null || stored === null) {
      yield { kind: "cannot move", name: loginName || "–", reason: `Line ${number}: ${fault}` };
      continue;
    }
    yield {
      ...{ kind: "robot", loginName, prefix: "", name: loginName, importedId: null, description: "", home: project },
      ...{ expiresAt: -1, createdAt: null, disabled: false, stored, networks: [] },
      grants: [{ kind: "project", project, access: ACCESS }],
    };
    for (const key of ACCESS) yield { kind: "right", from: "every user", to: key };
  }
}
