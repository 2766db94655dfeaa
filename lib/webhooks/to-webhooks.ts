import type { Receiver } from "./hand-on";
import { payloadOf } from "./payload";
import type { WebhookFormat } from "./schema";

/** Deliveries to the webhooks that subscribe to an event: the instance's, and those of its project. */
export const toWebhooks: Receiver = async (tx, events, now) => {
  const projects = [...new Set(events.flatMap(({ projectId }) => projectId ?? []))];
  const endpoints = await tx.webhookEndpoint.findMany({
    where: { active: true, OR: [{ projectId: null }, { projectId: { in: projects } }] },
    select: { id: true, projectId: true, events: true, format: true, withAddresses: true },
  });
  const data = events.flatMap((event) =>
    endpoints
      .filter(({ projectId }) => projectId === null || projectId === event.projectId)
      .filter((endpoint) => endpoint.events.split(" ").includes(event.type))
      .map(({ id: endpointId, format, withAddresses }) => ({
        kind: "webhook",
        key: `${event.key} ${endpointId}`,
        eventKey: event.key,
        eventType: event.type,
        endpointId,
        payload: payloadOf(event, format as WebhookFormat, withAddresses),
        nextAt: now,
      })),
  );
  if (data.length > 0) await tx.outbox.createMany({ data });
};
