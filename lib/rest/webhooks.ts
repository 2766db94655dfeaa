import { z } from "zod";
import type { Actor } from "@/lib/access/caller";
import type { AuditAction } from "../audit/schema";
import { AppError } from "../errors";
import { readProject } from "../projects/lookup";
import { testWebhook } from "../webhooks/ping";
import { getDelivery, getWebhook, listDeliveries, listWebhooks } from "../webhooks/queries";
import { DELIVERY_STATES } from "../webhooks/schema";
import { sendAgain } from "../webhooks/send-again";
import { createWebhook, deleteWebhook, rotateWebhookSecret, updateWebhook } from "../webhooks/service";
import { type Operation, operation } from "./operation";
import { integerText, pageHeaders, pagingShape } from "./paging";
import { BY_NAME, noProject, projectParams, projectRef } from "./project-ref";
import {
  deliveryDetailShown,
  deliveryShown,
  eventShown,
  secretShown,
  showDelivery,
  showDeliveryDetail,
  showWebhook,
  webhookCreated,
  webhookCreateSchema,
  webhookShown,
  webhookUpdateSchema,
} from "./webhook-shapes";

const MAX_ID = 2_147_483_647;
const idText = (name: string) => integerText(name, 0, MAX_ID);
const hookParams = z.object({ webhook_id: idText("webhook_id") });
const deliveryParams = hookParams.extend({ delivery_id: idText("delivery_id") });
const deliveriesQuery = z.object({ ...pagingShape, state: z.enum(DELIVERY_STATES).optional() });
const ANY_PROJECT = z.object({ name_or_id: z.string().optional() });

type Params = Record<string, string | number | undefined>;

/** Where a path's webhooks are: the instance's, or those of a project. */
type Home = {
  tag: string;
  path: string;
  /** Ends the ids of operations. */
  of: string;
  params: z.ZodObject | undefined;
  headers: Record<string, string>;
};

const INSTANCE: Home = { tag: "Webhooks", path: "/webhooks", of: "", params: undefined, headers: {} };
const PROJECT: Home = {
  ...{ tag: "Webhooks", path: "/projects/{name_or_id}/webhooks", of: "OfProject" },
  ...{ params: projectParams, headers: BY_NAME },
};

/** Parameters with those of the home's path. */
const within = <Shape extends z.ZodRawShape>(params: z.ZodObject<Shape>, { params: of }: Home) =>
  params.extend((of?.shape ?? {}) as Record<never, never>);

async function placeOf(actor: Actor, params: Params | undefined, headers: Headers): Promise<{ name: string } | null> {
  const given = ANY_PROJECT.parse(params ?? {}).name_or_id;
  return given === undefined ? null : { name: (await readProject(actor, projectRef(given, headers))).name };
}

const hidden = ({ params, error }: { params: object | undefined; error: AppError }) => {
  if (error.fields) return error;
  const { webhook_id: id, name_or_id: project } = (params ?? {}) as { webhook_id?: number; name_or_id?: string };
  if (id !== undefined) return new AppError("NOT_FOUND", `webhook ${id} not found`);
  return project === undefined ? error : noProject({ params: { name_or_id: project } });
};

function basics({ tag, headers, of }: Home, id: string, attempt?: AuditAction) {
  return {
    id: `${id}${of}`,
    tag,
    headers,
    access: "people" as const,
    hidden,
    refusals: [404],
    ...(attempt && { attempt }),
  };
}

function collection(home: Home): Operation[] {
  const list = operation({
    ...basics(home, "listWebhooks"),
    ...{ method: "GET", path: home.path, summary: "List webhooks", params: home.params },
    replies: { 200: { description: "The webhooks of the project or instance.", schema: z.array(webhookShown) } },
    run: async ({ caller, params, headers }) => {
      const found = await listWebhooks(caller, await placeOf(caller, params as Params, headers));
      return { status: 200, body: found.map(showWebhook) };
    },
  });
  const create = operation({
    ...basics(home, "createWebhook", "webhook.create"),
    ...{ method: "POST", path: home.path, summary: "Add a webhook", params: home.params, body: webhookCreateSchema },
    // The instance's are refused by role alone, and its path has no parameter that could be wrong.
    refusals: home.params ? [404, 409] : [409, 422],
    description: `Events are signed according to Standard Webhooks 1.0.0. Only this reply includes the secret. Sends ${eventShown.meta()?.id}.`,
    replies: { 201: { description: "Added.", schema: webhookCreated, headers: ["Location"] } },
    run: async ({ caller, params, headers, body: { with_addresses: withAddresses, ...columns } }) => {
      const place = await placeOf(caller, params as Params, headers);
      const { id, secret } = await createWebhook(caller, { ...columns, withAddresses, project: place?.name ?? null });
      const made = showWebhook(await getWebhook(caller, id, place));
      const path = place ? `/projects/${encodeURIComponent(place.name)}/webhooks` : "/webhooks";
      return { status: 201, body: { ...made, secret }, headers: { Location: `/api/v2.0${path}/${id}` } };
    },
  });
  return [list, create];
}

function single(home: Home): Operation[] {
  const path = `${home.path}/{webhook_id}`;
  const params = within(hookParams, home);
  const read = operation({
    ...basics(home, "getWebhook"),
    ...{ method: "GET", path, summary: "Read a webhook", params },
    replies: { 200: { description: "The webhook, without its secret.", schema: webhookShown } },
    run: async ({ caller, params: given, headers }) => {
      const place = await placeOf(caller, given as Params, headers);
      return { status: 200, body: showWebhook(await getWebhook(caller, given.webhook_id, place)) };
    },
  });
  const update = operation({
    ...basics(home, "updateWebhook", "webhook.update"),
    ...{ method: "PATCH", path, summary: "Change a webhook", params, body: webhookUpdateSchema },
    description: "Omitted fields stay unchanged.",
    replies: { 200: { description: "The webhook as it is now.", schema: webhookShown } },
    run: async ({ caller, params: given, headers, body: { with_addresses: withAddresses, ...edit } }) => {
      const place = await placeOf(caller, given as Params, headers);
      const { id } = await getWebhook(caller, given.webhook_id, place);
      const columns = Object.fromEntries(
        Object.entries({ ...edit, withAddresses }).filter(([, value]) => value !== undefined),
      );
      await updateWebhook(caller, { id, ...columns });
      return { status: 200, body: showWebhook(await getWebhook(caller, id, place)) };
    },
  });
  const remove = operation({
    ...basics(home, "deleteWebhook", "webhook.delete"),
    ...{ method: "DELETE", path, summary: "Delete a webhook with its deliveries", params },
    replies: { 204: { description: "Deleted." } },
    run: async ({ caller, params: given, headers }) => {
      const place = await placeOf(caller, given as Params, headers);
      const { id } = await getWebhook(caller, given.webhook_id, place);
      await deleteWebhook(caller, { id });
      return { status: 204 };
    },
  });
  return [read, update, remove];
}

function verbs(home: Home): Operation[] {
  const params = within(hookParams, home);
  const rotate = operation({
    ...basics(home, "rotateWebhookSecret", "webhook.rotate-secret"),
    ...{ method: "POST", path: `${home.path}/{webhook_id}/secret/rotate`, params },
    summary: "Rotate a webhook’s secret",
    description: "For 24 hours, deliveries are signed with both secrets. Only this reply includes the new one.",
    replies: { 200: { description: "The new secret.", schema: secretShown } },
    run: async ({ caller, params: given, headers }) => {
      const { id } = await getWebhook(caller, given.webhook_id, await placeOf(caller, given as Params, headers));
      return { status: 200, body: { secret: (await rotateWebhookSecret(caller, { id })).secret } };
    },
  });
  const test = operation({
    ...basics(home, "testWebhook", "webhook.test"),
    ...{ method: "POST", path: `${home.path}/{webhook_id}/test`, summary: "Send a test event", params },
    replies: {
      202: { description: "Accepted. `Location` is the delivery, which shows the result.", headers: ["Location"] },
    },
    run: async ({ caller, params: given, headers }) => {
      const place = await placeOf(caller, given as Params, headers);
      const { id } = await getWebhook(caller, given.webhook_id, place);
      const { delivery } = await testWebhook(caller, { id });
      const base = place ? `/projects/${encodeURIComponent(place.name)}/webhooks` : "/webhooks";
      return { status: 202, headers: { Location: `/api/v2.0${base}/${id}/deliveries/${delivery}` } };
    },
  });
  return [rotate, test];
}

function deliveries(home: Home): Operation[] {
  const path = `${home.path}/{webhook_id}/deliveries`;
  const one = within(deliveryParams, home);
  const list = operation({
    ...basics(home, "listWebhookDeliveries"),
    ...{ method: "GET", path, summary: "List a webhook’s deliveries, newest first" },
    ...{ params: within(hookParams, home), query: deliveriesQuery },
    replies: { 200: { description: "One page.", schema: z.array(deliveryShown), headers: ["X-Total-Count", "Link"] } },
    run: async ({ caller, params, query, headers }) => {
      const place = await placeOf(caller, params as Params, headers);
      const { page, page_size: size, state = null } = query;
      const found = await listDeliveries(caller, place, { webhook: params.webhook_id, state, page, size });
      const base = place ? `/projects/${encodeURIComponent(place.name)}/webhooks` : "/webhooks";
      const at = `${base}/${params.webhook_id}/deliveries`;
      return { status: 200, body: found.rows.map(showDelivery), headers: pageHeaders(at, query, query, found.total) };
    },
  });
  const read = operation({
    ...basics(home, "getWebhookDelivery"),
    ...{
      method: "GET",
      path: `${path}/{delivery_id}`,
      summary: "Read a delivery with its body and attempts",
      params: one,
    },
    replies: { 200: { description: "The delivery.", schema: deliveryDetailShown } },
    run: async ({ caller, params, headers }) => {
      const place = await placeOf(caller, params as Params, headers);
      const found = await getDelivery(caller, params.delivery_id, place, params.webhook_id);
      return { status: 200, body: showDeliveryDetail(found) };
    },
  });
  const redeliver = operation({
    ...basics(home, "redeliverWebhook", "webhook.send-again"),
    ...{ method: "POST", path: `${path}/{delivery_id}/redeliver`, summary: "Resend a delivery", params: one },
    description: "With the same ID and body.",
    refusals: [404, 409],
    replies: { 202: { description: "Accepted for delivery." } },
    run: async ({ caller, params, headers }) => {
      const place = await placeOf(caller, params as Params, headers);
      const { id } = await getDelivery(caller, params.delivery_id, place, params.webhook_id);
      await sendAgain(caller, { id });
      return { status: 202 };
    },
  });
  return [list, read, redeliver];
}

export const webhookOperations = [INSTANCE, PROJECT].flatMap((home) => [
  ...collection(home),
  ...single(home),
  ...verbs(home),
  ...deliveries(home),
]);
