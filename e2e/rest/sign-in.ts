import { SESSION_COOKIE } from "../../testing/session-cookie";
import type { World } from "./world";

/** Signs in as the console's form does, without JavaScript. @returns the session's cookie */
export async function signIn(
  w: World,
  { username, password }: { username: string; password: string },
): Promise<string> {
  const page = await (await fetch(`${w.url}/login`)).text();
  const form = new FormData();
  for (const [, name, value] of page.matchAll(/<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?/g))
    form.append(name ?? "", (value ?? "").replaceAll("&quot;", '"').replaceAll("&amp;", "&"));
  form.append("username", username);
  form.append("password", password);
  const reply = await fetch(`${w.url}/login`, {
    method: "POST",
    body: form,
    redirect: "manual",
    headers: { Origin: w.url },
  });
  const cookie = reply.headers.getSetCookie().find((set) => set.startsWith(`${SESSION_COOKIE}=`));
  if (!cookie) throw new Error(`no session: ${reply.status} ${(await reply.text()).slice(0, 300)}`);
  return cookie.split(";", 1)[0] ?? "";
}
