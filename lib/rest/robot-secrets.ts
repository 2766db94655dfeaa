import { AppError } from "../errors";
import { refreshableRobot } from "../robots/own-refresh";
import { refreshSecret } from "../robots/refresh";
import { changeOldSecret } from "../robots/secret-change";
import { endOldSecret } from "../robots/secret-end";
import { operation } from "./operation";
import { changing, find, IF_MATCH, noRobot, TAG } from "./robot-found";
import { robotParams } from "./robot-schema";
import { previousSecretSchema, previousSecretShown, rotateSchema, secretRotated } from "./robot-secret-schema";

const PREVIOUS = "/robots/{id}/secret/previous";

/** The grace, as clients of the API know it. */
async function withApiWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { grace, secret } = error.fields ?? {};
    const days = /at most ([\d,]+ days?)\./.exec(grace ?? "")?.[1];
    if (days) throw new AppError("UNPROCESSABLE", `grace may be at most ${days}`);
    if (secret?.startsWith("This is the secret")) {
      throw new AppError("UNPROCESSABLE", "a secret by hand must differ from the old one");
    }
    throw error;
  }
}

const rotate = operation({
  ...{ id: "rotateSecret", tag: TAG, method: "POST", path: "/robots/{id}/secret/rotate", access: "callers" },
  summary: "Rotate the secret",
  description:
    "Creates a new secret and lets the old one keep working for a while. A robot account has at most two secrets: if an older one still works, it ends at once. Of two simultaneous requests, one succeeds. With the permission `robot:rotate-self`, a robot account can rotate its own secret; if the reply is lost, it can retry with its old secret.",
  params: robotParams,
  headers: IF_MATCH,
  body: rotateSchema,
  replies: { 200: { description: "The new secret, if it was generated.", schema: secretRotated } },
  refusals: [404, 409, 412],
  hidden: noRobot,
  run: async ({ caller, params, headers, body }) => {
    const isItself = caller.type === "robot" && caller.robotId === params.id;
    const seen = isItself ? undefined : await find(caller, params.id);
    // A robot that rotates itself may not be allowed to read itself.
    const own = isItself && headers.has("if-match") ? (await refreshableRobot(caller, params.id)).robot : null;
    const robot = seen?.robot ?? own;
    const { grace_seconds: seconds, start, renew_days: days } = body;
    const secret = body.secret || undefined;
    const rotateAt = (version?: number) =>
      refreshSecret(
        caller,
        {
          ...{ id: params.id, version, secret, mustDiffer: true, fromFirstUse: start === "first-use" },
          ...(seconds > 0 && { grace: { kind: "for" as const, seconds } }),
          ...(days !== undefined && { renewal: { kind: "days" as const, days } }),
        },
        seen,
      );
    const made = await withApiWords(robot ? changing(headers, robot, rotateAt) : rotateAt());
    return {
      status: 200,
      body: {
        ...(secret === undefined && { secret: made.secret }),
        previous_secret_expires_at: made.oldSecretEndsAt,
        expires_at: made.expiresAt,
      },
    };
  },
});

/** No old secret is a 404 with its own words. */
const noPrevious = ({ params, error }: { params: { id: number }; error: AppError }) =>
  error.message.startsWith("There is no old secret")
    ? new AppError("NOT_FOUND", "there is no old secret")
    : noRobot({ params });

const change = operation({
  ...{ id: "changePreviousSecret", tag: TAG, method: "PATCH", path: PREVIOUS, access: "people" },
  attempt: "robot.change-old-secret",
  summary: "Change when the old secret ends",
  description: "The policy’s maximum is measured from the rotation. The old secret never outlives the robot account.",
  params: robotParams,
  headers: IF_MATCH,
  body: previousSecretSchema,
  replies: { 200: { description: "When the old secret now ends.", schema: previousSecretShown } },
  refusals: [404, 409, 412],
  hidden: noPrevious,
  run: async ({ caller, params, headers, body }) => {
    const seen = await find(caller, params.id);
    const endsAt = await withApiWords(
      changing(headers, seen.robot, (version) =>
        changeOldSecret(caller, { id: params.id, version, endsAt: body.expires_at }, seen),
      ),
    );
    return { status: 200, body: { expires_at: endsAt } };
  },
});

const end = operation({
  ...{ id: "endPreviousSecret", tag: TAG, method: "DELETE", path: PREVIOUS, access: "people" },
  attempt: "robot.end-old-secret",
  summary: "End the old secret now",
  params: robotParams,
  headers: IF_MATCH,
  replies: { 204: { description: "Ended." } },
  refusals: [404, 409, 412],
  hidden: noPrevious,
  run: async ({ caller, params, headers }) => {
    const seen = await find(caller, params.id);
    await changing(headers, seen.robot, (version) => endOldSecret(caller, { id: params.id, version }, seen));
    return { status: 204 };
  },
});

export const robotSecretOperations = [rotate, change, end];
