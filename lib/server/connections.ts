import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Follows a server's sockets, so that a stop ends idle ones at once and busy ones after their reply. */
export type Connections = {
  /** Tells that `res` is being answered on its socket. */
  answering: (res: ServerResponse) => void;
  /** Takes no new connection and resolves when the last reply is out, or false when `limitMs` passed before that. */
  drain: (limitMs: number) => Promise<boolean>;
};

/**
 * Begins to follow `server`. Node's own `closeIdleConnections` leaves sockets that never sent a request,
 * such as a browser's spare ones, open until their header time-out.
 */
export function trackConnections(server: Server): Connections {
  const busy = new Map<Socket, Set<ServerResponse>>();
  let draining = false;

  server.on("connection", (socket: Socket) => {
    if (draining) return socket.destroy();
    busy.set(socket, new Set());
    socket.once("close", () => busy.delete(socket));
  });

  function answering(res: ServerResponse): void {
    const socket = res.socket;
    const replies = socket ? busy.get(socket) : undefined;
    if (!socket || !replies) return;
    replies.add(res);
    if (draining) res.shouldKeepAlive = false;
    res.once("close", () => {
      replies.delete(res);
      if (draining && replies.size === 0) socket.destroySoon();
    });
  }

  function drain(limitMs: number): Promise<boolean> {
    draining = true;
    const closed = new Promise<boolean>((resolve) => server.close(() => resolve(true)));
    for (const [socket, replies] of busy) {
      if (replies.size === 0) socket.destroy();
      for (const res of replies) res.shouldKeepAlive = false;
    }
    const late = new Promise<boolean>((resolve) => {
      setTimeout(() => {
        for (const socket of busy.keys()) socket.destroy();
        resolve(false);
      }, limitMs).unref();
    });
    return Promise.race([closed, late]);
  }

  return { answering, drain };
}
