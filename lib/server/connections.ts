import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import { setImmediate as afterPoll } from "node:timers/promises";

const SWEEP_MS = 50;
/** An event loop turn this short had next to nothing to do. */
const CALM_TURN_MS = 2;
const CALM_LIMIT_MS = 300;

type Limits = {
  /** A connection without a pending response is closed once nothing has arrived on it for this long. */
  quietMs: number;
  /** After this long every connection is closed, even with a response pending. */
  limitMs: number;
};

/** Tracks a server's connections, so that stopping it loses neither a response nor a request. */
export type Connections = {
  /** From now on each response closes its connection. New connections are still accepted. */
  retire: () => void;
  /** Stops listening and waits for the last connection. @returns false if responses were cut off */
  close: (limits: Limits) => Promise<boolean>;
  /** Pending responses on `socket`, in the order of their requests. */
  repliesOn: (socket: Socket) => ServerResponse[];
};

type Activity = { replies: Set<ServerResponse>; bytesRead: number; lastActiveAt: number };

/** Only the last of several pipelined responses may close the connection: an earlier one would lose the others. */
function endWithLast(replies: Set<ServerResponse>): void {
  const last = [...replies].at(-1);
  for (const res of replies) res.shouldKeepAlive = res !== last;
}

/** Closes quiet connections. Bytes that arrived since the last sweep belong to a request in transit. */
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
 * Waits for an event loop turn in which nothing arrives: closing would reset connections not yet accepted and requests
 * not yet read.
 */
async function untilCalm(countArrivals: () => number): Promise<void> {
  const giveUpAt = performance.now() + CALM_LIMIT_MS;
  // The current turn may already be past its poll phase.
  await afterPoll();
  let isCalm = false;
  while (!isCalm && performance.now() < giveUpAt) {
    const count = countArrivals();
    const began = performance.now();
    await afterPoll();
    isCalm = countArrivals() === count && performance.now() - began < CALM_TURN_MS;
  }
}

async function closeWhenQuiet(server: Server, activities: Map<Socket, Activity>, limits: Limits): Promise<boolean> {
  // Not http's own close: it destroys connections whose response has ended but is still being sent.
  const closed = new Promise<boolean>((resolve) => NetServer.prototype.close.call(server, () => resolve(true)));
  const sweep = setInterval(() => setImmediate(endQuiet, activities, limits.quietMs), SWEEP_MS);
  endQuiet(activities, limits.quietMs);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      const isCut = [...activities.values()].some(({ replies }) => replies.size > 0);
      for (const socket of activities.keys()) socket.destroy();
      resolve(!isCut);
    }, limits.limitMs);
  });
  const isComplete = await Promise.race([closed, late]);
  clearInterval(sweep);
  clearTimeout(timer);
  return isComplete;
}

/** Call it before anything else listens to the server's requests. */
export function trackConnections(server: Server): Connections {
  const activities = new Map<Socket, Activity>();
  let arrivalCount = 0;
  let isRetiring = false;

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
    res.on("close", () => {
      activity.replies.delete(res);
      noteActivity(socket, activity);
    });
  });

  function retire(): void {
    isRetiring = true;
    for (const { replies } of activities.values()) endWithLast(replies);
  }

  async function close(limits: Limits): Promise<boolean> {
    retire();
    await untilCalm(() => arrivalCount);
    return closeWhenQuiet(server, activities, limits);
  }

  const repliesOn = (socket: Socket) => [...(activities.get(socket)?.replies ?? [])];

  return { retire, close, repliesOn };
}
