import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { makeProject, makeRobot, makeUser } from "@/testing/builders";
import { getToken, startDataPlane, type TestServer } from "@/testing/registry-server";
import { refreshSecret } from "./refresh";
import { changeOldSecret } from "./secret-change";
import { endOldSecret } from "./secret-end";
import { setRobotDisabled, updateRobot } from "./service";

let server: TestServer;
let admin: Actor;
let project: { id: number; name: string };
beforeAll(async () => {
  server = await startDataPlane();
  admin = await makeUser();
  project = await makeProject({ admins: [admin] });
});
afterAll(() => server.stop());

// Commands move the clock, which otherwise stands still.
const START = new Date();
beforeAll(() => void vi.useFakeTimers({ toFake: ["Date"], now: START }));
afterAll(() => void vi.useRealTimers());

const seconds = () => Math.floor(Date.now() / 1000);
const DAY = 86_400;

/** What must be true: every secret there ever was, the two that may work, and until when. */
type Model = {
  all: string[];
  current: string;
  old: { secret: string; endsAt: number } | null;
  disabled: boolean;
  expiresAt: number;
};
type Real = { id: number; loginName: string };

const works = (model: Model) => {
  const isUp = !model.disabled && seconds() < model.expiresAt;
  const old = isUp && model.old && seconds() < model.old.endsAt ? [model.old.secret] : [];
  return isUp ? [model.current, ...old] : [];
};

type Step = (model: Model, real: Real) => Promise<void>;

const outcomeOf = (verb: Promise<unknown>) =>
  verb.then(
    () => "done",
    (error: { code: string }) => error.code,
  );

const rotate =
  (grace: number): Step =>
  async (model, { id }) => {
    const made = await refreshSecret(admin, { id, ...(grace > 0 && { grace: { kind: "for", seconds: grace } }) });
    const endsAt = Math.min(seconds() + grace, model.expiresAt);
    model.old = grace > 0 && endsAt > seconds() ? { secret: model.current, endsAt } : null;
    if (model.old && made.oldSecretEndsAt !== null) model.old.endsAt = made.oldSecretEndsAt;
    expect(Math.abs((made.oldSecretEndsAt ?? 0) - (model.old?.endsAt ?? 0))).toBeLessThan(5);
    model.current = made.secret;
    model.all.push(made.secret);
  };

const isOldLive = ({ old, expiresAt }: Model) => old !== null && seconds() < Math.min(old.endsAt, expiresAt);

const end: Step = async (model, { id }) => {
  const outcome = await outcomeOf(endOldSecret(admin, { id }));
  expect(outcome).toBe(isOldLive(model) ? "done" : "NOT_FOUND");
  if (outcome === "done") model.old = null;
};

const extend =
  (by: number): Step =>
  async (model, { id }) => {
    const endsAt = seconds() + by;
    const outcome = await outcomeOf(changeOldSecret(admin, { id, endsAt }));
    if (!isOldLive(model)) expect(outcome).toBe("NOT_FOUND");
    else expect(["done", "UNPROCESSABLE"]).toContain(outcome);
    if (outcome === "done" && model.old) model.old.endsAt = Math.min(endsAt, model.expiresAt);
  };

const toggle: Step = async (model, { id }) => {
  model.disabled = !model.disabled;
  await setRobotDisabled(admin, { id, disabled: model.disabled });
};

const renew: Step = async (model, { id }) => {
  await updateRobot(admin, { id, expiry: { kind: "days", days: 20 } });
  model.expiresAt = seconds() + 20 * DAY;
};

const wait =
  (by: number): Step =>
  async () => {
    vi.setSystemTime(Date.now() + by * 1000);
  };

const steps = fc.array(
  fc.oneof(
    fc.constantFrom(0, 3600, DAY, 7 * DAY).map((grace): [string, Step] => [`rotate ${grace}`, rotate(grace)]),
    fc.constant<[string, Step]>(["end", end]),
    fc.constantFrom(600, 3 * DAY, 40 * DAY).map((by): [string, Step] => [`extend ${by}`, extend(by)]),
    fc.constant<[string, Step]>(["toggle", toggle]),
    fc.constant<[string, Step]>(["renew", renew]),
    fc.constantFrom(1800, DAY, 10 * DAY).map((by): [string, Step] => [`wait ${by}`, wait(by)]),
  ),
  { minLength: 1, maxLength: 9 },
);

test("whatever is done, exactly the secrets work that should, never three, and no token outlives one", {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      vi.setSystemTime(START);
      const expiresAt = seconds() + 9 * DAY;
      const robot = await makeRobot({ project, expiresAt });
      const model: Model = { all: [robot.secret], current: robot.secret, old: null, disabled: false, expiresAt };
      for (const [, step] of taken) {
        await step(model, robot);
        const live = works(model);
        expect(live.length).toBeLessThanOrEqual(2);
        for (const secret of new Set([model.current, model.old?.secret ?? model.current, ...model.all.slice(-3)])) {
          const reply = await getToken(server, { ...robot, secret });
          // Too many wrong ones from one address; the right ones are generated, so they are never throttled.
          if (reply.status === 429) expect(live).not.toContain(secret);
          else expect(reply.status).toBe(live.includes(secret) ? 200 : 401);
          if (reply.status !== 200) continue;
          const limit = secret === model.old?.secret ? Math.min(model.old.endsAt, model.expiresAt) : model.expiresAt;
          expect(expiryOf(reply.token)).toBeLessThanOrEqual(limit);
        }
      }
    }),
    { numRuns: 20 },
  );
});

function expiryOf(token: string): number {
  return (JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as { exp: number }).exp;
}
