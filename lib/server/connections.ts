import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import { setImmediate as afterPoll } from "node:timers/promises";

/** How often connections are looked at for whether they can be ended. */
const SWEEP_MS = 50;
/** A turn of the event loop this short had nearly nothing to do. */
const CALM_TURN_MS = 2;
const CALM_LIMIT_MS = 300;

type Limits = {
  /** A connection without a reply under way is ended once nothing has come in on it for this long. */
  quietMs: number;
  /** After this long every connection is ended, whatever is under way on it. */
  limitMs: number;
};

/** Follows a server's connections, so that a stop loses neither a reply nor a request. */
export type Connections = {
  /** From now on a reply tells its client that the connection ends with it. New connections are still accepted. */
  retire: () => void;
  /** Stops listening and resolves when the last connection is gone: true, or false when replies had to be cut off. */
  close: (limits: Limits) => Promise<boolean>;
  /** What is being answered on `socket`, in the order of the requests. */
  repliesOn: (socket: Socket) => ServerResponse[];
};

type Activity = { replies: Set<ServerResponse>; bytesRead: number; lastActiveAt: number };

/** Only the last of several pipelined replies may end the connection: an earlier one would take the others with it. */
function endWithLast(replies: Set<ServerResponse>): void {
  const last = [...replies].at(-1);
  for (const res of replies) res.shouldKeepAlive = res !== last;
}

/** Ends what is quiet. Bytes that came in since the last look are a request on its way. */
function endQuiet(activities: Map<Socket, Activity>, quietMs: number): void {
  const now = performance.now();
  for (const [socket, activity] of activities) {
    if (activity.replies.size > 0) continue;
    if (quietMs > 0 && socket.bytesRead !== activity.bytesRead) noteActivity(socket, activity);
    else if (now - activity.lastActiveAt >= quietMs) socket.destroySoon();
  }
}

function noteActivity(socket: Socket, activity: Activity): void {
  activity.bytesRead = socket.bytesRead;
  activity.lastActiveAt = performance.now();
}

/**
 * Waits for a turn of the event loop in which nothing arrived: connections that wait to be accepted, and requests that
 * wait to be read, would be reset.
 */
async function untilCalm(countArrivals: () => number): Promise<void> {
  const giveUpAt = performance.now() + CALM_LIMIT_MS;
  // The rest of this turn may have no look at the network any more.
  await afterPoll();
  let isCalm = false;
  while (!isCalm && performance.now() < giveUpAt) {
    const count = countArrivals();
    const began = performance.now();
    await afterPoll();
    isCalm = countArrivals() === count && performance.now() - began < CALM_TURN_MS;
  }
}

/** Begins to follow `server`. To be called before anything else listens to its requests. */
export function trackConnections(server: Server): Connections {
  const activities = new Map<Socket, Activity>();
  let isRetiring = false;
  let arrivalCount = 0;

  server.on("connection", (socket: Socket) => {
    arrivalCount += 1;
    activities.set(socket, { replies: new Set(), bytesRead: 0, lastActiveAt: performance.now() });
    socket.once("close", () => activities.delete(socket));
  });

  server.on("request", ({ socket }: IncomingMessage, res: ServerResponse) => {
    const activity = activities.get(socket);
    arrivalCount += 1;
    if (!activity) return;
    activity.replies.add(res);
    if (isRetiring) endWithLast(activity.replies);
    res.once("close", () => {
      activity.replies.delete(res);
      noteActivity(socket, activity);
    });
  });

  function retire(): void {
    isRetiring = true;
    for (const { replies } of activities.values()) endWithLast(replies);
  }

  async function close({ quietMs, limitMs }: Limits): Promise<boolean> {
    retire();
    await untilCalm(() => arrivalCount);
    // Not http's own close: it destroys connections whose reply has ended but is still being sent.
    const closed = new Promise<boolean>((resolve) => NetServer.prototype.close.call(server, () => resolve(true)));
    const sweep = setInterval(() => setImmediate(endQuiet, activities, quietMs), SWEEP_MS);
    endQuiet(activities, quietMs);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => {
        const isCut = [...activities.values()].some(({ replies }) => replies.size > 0);
        for (const socket of activities.keys()) socket.destroy();
        resolve(!isCut);
      }, limitMs);
    });
    const isWhole = await Promise.race([closed, late]);
    clearInterval(sweep);
    clearTimeout(timer);
    return isWhole;
  }

  const repliesOn = (socket: Socket) => [...(activities.get(socket)?.replies ?? [])];

  return { retire, close, repliesOn };
}
