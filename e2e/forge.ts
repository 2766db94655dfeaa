import { expect, type Page, type Request } from "@playwright/test";
import type { ActionResult } from "../lib/server/action";

/** A server action's request as a browser sent it, for an attacker to change and replay. */
export type CapturedAction = { url: string; actionId: string; args: unknown[] };

/** Captures the requests that `act` makes the page send to its server actions, in order. */
export async function captureActions(page: Page, act: () => Promise<void>): Promise<CapturedAction[]> {
  const captured: CapturedAction[] = [];
  const listen = (request: Request) => {
    const actionId = request.headers()["next-action"];
    const body = request.postData();
    if (actionId && body?.startsWith("[")) captured.push({ url: request.url(), actionId, args: JSON.parse(body) });
  };
  page.on("request", listen);
  await act();
  page.off("request", listen);
  return captured;
}

/** Replays a captured action with the session of `page` and other arguments. Fails on a server error. */
export async function forge(page: Page, action: CapturedAction, args: unknown[]): Promise<ActionResult<unknown>> {
  const response = await page.request.post(action.url, {
    headers: {
      "Next-Action": action.actionId,
      Accept: "text/x-component",
      "Content-Type": "text/plain;charset=UTF-8",
      Origin: new URL(action.url).origin,
    },
    data: JSON.stringify(args),
    maxRedirects: 0,
  });
  const text = await response.text();
  expect(response.status(), text.slice(0, 500)).toBeLessThan(500);
  return resultIn(text);
}

/** The action's return value in a React flight reply, where row 0 names the row that contains it. */
function resultIn(flight: string): ActionResult<unknown> {
  const rows = new Map(
    flight.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]),
  );
  const reference = String(JSON.parse(rows.get("0") ?? "{}").a ?? "").replace("$@", "");
  return JSON.parse(rows.get(reference) ?? "null");
}
