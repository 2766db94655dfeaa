import { z } from "zod";
import { perProcess } from "../per-process";
import { activityOperations } from "./activity";
import { configurationOperations } from "./configurations";
import { documentOperations } from "./documents";
import { importOperations } from "./imports";
import { API_VERSION, instanceOperations } from "./instance";
import { memberOperations } from "./members";
import { type OpenApi, openApi } from "./openapi";
import { type Operation, operation } from "./operation";
import { projectOperations } from "./projects";
import { robotSecretOperations } from "./robot-secrets";
import { robotOperations } from "./robots";
import { userOperations } from "./users";
import { webhookOperations } from "./webhooks";

const document = operation({
  ...{ id: "getOpenApi", tag: "Instance", method: "GET", path: "/openapi.json", access: "anyone" },
  summary: "Read this document",
  replies: { 200: { description: "The OpenAPI document.", schema: z.looseObject({ openapi: z.string() }) } },
  run: async () => ({ status: 200, body: apiDocument() }),
});

/** HEAD for every GET that doesn't define its own. */
function headOf(get: Operation): Operation {
  return { ...get, id: `${get.id}Head`, method: "HEAD", summary: `${get.summary}: headers only` };
}

const declared = [
  ...robotOperations,
  ...robotSecretOperations,
  ...documentOperations,
  ...projectOperations,
  ...memberOperations,
  ...activityOperations,
  ...userOperations,
  ...instanceOperations,
  ...configurationOperations,
  ...importOperations,
  ...webhookOperations,
  document,
];
const hasHead = (path: string) => declared.some((other) => other.path === path && other.method === "HEAD");

export const operations: readonly Operation[] = [
  ...declared,
  ...declared.filter(({ method, path }) => method === "GET" && !hasHead(path)).map(headOf),
];

/** The OpenAPI document of {@link operations}. */
export function apiDocument(): OpenApi {
  return perProcess("rest.openapi", () => openApi(operations, API_VERSION));
}
