import { z } from "zod";
import { readImport } from "../imports/queries";
import { type ImportOptions, importOptionsSchema, importShownSchema, MAX_IMPORT_BYTES } from "../imports/schema";
import { applyImport, prepareImport } from "../imports/service";
import { operation } from "./operation";

const TAG = "Imports";
const params = z.object({ id: z.coerce.number("id must be a number").int().min(1).max(2_147_483_647) });
const shown = importShownSchema.meta({ id: "Import" });

/** Proxies commonly wait a minute for a response. */
const WAIT_SECONDS = { usual: 20, most: 50 };

/** How long to go on, as the client prefers (RFC 7240, section 4.3). */
function waitMs(headers: Headers): number {
  const wanted = /(?:^|[,;])\s*wait=(\d{1,3})\b/i.exec(headers.get("prefer") ?? "")?.[1];
  return Math.min(Number(wanted ?? WAIT_SECONDS.usual), WAIT_SECONDS.most) * 1000;
}

const prepare = operation({
  ...{ id: "prepareImport", tag: TAG, method: "POST", path: "/imports", access: "people" },
  attempt: "import.prepare",
  summary: "Upload an export for a dry run",
  description: "Stores the file’s contents for a day and changes nothing else. For system admins. At most 64 MiB.",
  query: importOptionsSchema,
  file: MAX_IMPORT_BYTES,
  replies: { 201: { description: "What applying it would do.", schema: shown, headers: ["Location"] } },
  refusals: [400],
  run: async ({ caller, query, file }) => {
    const { id } = await prepareImport(caller, query as ImportOptions, file);
    return { status: 201, body: await readImport(caller, id), headers: { Location: `/api/v2.0/imports/${id}` } };
  },
});

const read = operation({
  ...{ id: "getImport", tag: TAG, method: "GET", path: "/imports/{id}", access: "people" },
  summary: "Read an import and its progress",
  params,
  replies: { 200: { description: "The import.", schema: shown } },
  refusals: [404],
  run: async ({ caller, params: { id } }) => ({ status: 200, body: await readImport(caller, id) }),
});

const apply = operation({
  ...{ id: "applyImport", tag: TAG, method: "POST", path: "/imports/{id}/apply", access: "people" },
  attempt: "import.apply",
  summary: "Apply an import",
  description: "Runs for up to 20 seconds. Call it again while the reply is 202. Calls can overlap.",
  params,
  headers: { Prefer: "`wait=N`: run for up to N seconds instead, at most 50, and apply at least one batch." },
  replies: {
    200: { description: "The whole import is applied.", schema: shown },
    202: { description: "There’s more to apply. Call it again.", schema: shown },
  },
  refusals: [404],
  run: async ({ caller, params: { id }, headers }) => {
    const isDone = await applyImport(caller, id, Date.now() + waitMs(headers));
    return { status: isDone ? 200 : 202, body: await readImport(caller, id) };
  },
});

export const importOperations = [prepare, read, apply];
