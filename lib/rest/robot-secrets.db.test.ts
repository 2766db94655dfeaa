import { expect, test } from "vitest";
import { inDays, makeProject, makeRobot, makeUser } from "@/testing/builders";
import { handle } from "./endpoint";

const ROTATE = "/robots/{id}/secret/rotate";
const PREVIOUS = "/robots/{id}/secret/previous";

type Login = { name: string; secret: string };

type Method = "GET" | "POST" | "PATCH" | "DELETE";

function send(method: Method, path: string, id: number, as: Login, body?: object, tag?: string) {
  const authorization = `Basic ${Buffer.from(`${as.name}:${as.secret}`).toString("base64")}`;
  const request = new Request(`http://localhost/api/v2.0${path.replace("{id}", String(id))}`, {
    method,
    headers: { Authorization: authorization, "Content-Type": "application/json", ...(tag && { "If-Match": tag }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return handle(request);
}

async function call(...sent: Parameters<typeof send>) {
  const reply = await send(...sent);
  const text = await reply.text();
  return { status: reply.status, body: text ? JSON.parse(text) : null };
}

test("people rotate with a grace, move the old secret's end, and end it", async () => {
  const admin = await makeUser();
  const project = await makeProject({ admins: [admin] });
  const { id } = await makeRobot({ project, expiresAt: -1 });
  const as = { name: admin.username, secret: admin.password };
  const rotated = await call("POST", ROTATE, id, as, { grace_seconds: 3600 });
  expect(rotated).toEqual({
    status: 200,
    body: { secret: expect.any(String), previous_secret_expires_at: expect.any(Number), expires_at: -1 },
  });
  const end = rotated.body.previous_secret_expires_at;
  const shown = await call("GET", "/robots/{id}", id, as);
  expect(shown.body).toMatchObject({ previous_secret: { expires_at: end, last_used_at: null } });
  const moved = inDays(2);
  expect(await call("PATCH", PREVIOUS, id, as, { expires_at: moved })).toEqual({
    status: 200,
    body: { expires_at: moved },
  });
  expect(await call("DELETE", PREVIOUS, id, as)).toEqual({ status: 204, body: null });
  const none = { status: 404, body: { errors: [{ code: "NOT_FOUND", message: "there is no old secret" }] } };
  expect(await call("DELETE", PREVIOUS, id, as)).toEqual(none);
  const tooLong = await call("POST", ROTATE, id, as, { grace_seconds: 31 * 86_400 });
  expect([tooLong.status, tooLong.body.errors[0].message]).toEqual([422, "grace may be at most 30 days"]);
  const manual = { grace_seconds: 60, secret: "NewSecret1" };
  expect((await call("POST", ROTATE, id, as, manual)).body).not.toHaveProperty("secret");
  const same = await call("POST", ROTATE, id, as, { ...manual, grace_seconds: 0 });
  expect([same.status, same.body.errors[0].message]).toEqual([422, "a secret by hand must differ from the old one"]);
});

test("a robot rotates only itself, with the permission, and asks again with its old secret", async () => {
  const project = await makeProject();
  const robot = await makeRobot({ project, permissions: ["robot:rotate-self"] });
  const other = await makeRobot({ project, permissions: ["repository:pull"] });
  const me = { name: robot.loginName, secret: robot.secret };
  const rotate = (id: number, as: Login, body: object = { grace_seconds: 600 }) => call("POST", ROTATE, id, as, body);
  expect((await rotate(other.id, me)).status).toBe(403);
  expect((await rotate(other.id, { name: other.loginName, secret: other.secret })).status).toBe(403);
  expect((await rotate(robot.id, me, { grace_seconds: 59 })).status).toBe(422);
  expect((await rotate(robot.id, me, { grace_seconds: 60, renew_days: 9 })).status).toBe(403);
  const lost = (await rotate(robot.id, me)).body.secret;
  const again = await rotate(robot.id, me);
  expect(again.status).toBe(200);
  expect((await rotate(robot.id, { ...me, secret: lost })).status).toBe(401);
  expect((await rotate(robot.id, { ...me, secret: again.body.secret })).status).toBe(200);
});

test("a robot that rotates itself with If-Match is refused when it has changed since", async () => {
  const project = await makeProject();
  const robot = await makeRobot({ project, permissions: ["robot:rotate-self", "robot:read"] });
  const as = { name: robot.loginName, secret: robot.secret };
  const body = { grace_seconds: 600 };
  const tag = (await send("GET", "/robots/{id}", robot.id, as)).headers.get("etag") ?? "";
  expect((await call("POST", ROTATE, robot.id, as, body, '"stale"')).status).toBe(412);
  const rotated = await call("POST", ROTATE, robot.id, as, body, tag);
  expect(rotated.status).toBe(200);
  expect((await call("POST", ROTATE, robot.id, { ...as, secret: rotated.body.secret }, body, tag)).status).toBe(412);
});
