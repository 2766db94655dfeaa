import { z } from "zod";
import { activityOperations } from "./activity";
import { configurationOperations } from "./configurations";
import { API_VERSION, instanceOperations } from "./instance";
import { memberOperations } from "./members";
import { type OpenApi, openApi } from "./openapi";
import { type Operation, operation } from "./operation";
import { projectOperations } from "./projects";
import { robotOperations } from "./robots";
import { userOperations } from "./users";

const document = operation({
  ...{ id: "getOpenApi", tag: "Instance", method: "GET", path: "/openapi.json", access: "anybody" },
  summary: "Read this document",
  replies: { 200: { description: "The OpenAPI document.", schema: z.looseObject({ openapi: z.string() }) } },
  run: async () => ({ status: 200, body: apiDocument() }),
});

/** GET's answer without its content, for every GET that has no HEAD of its own. */
function headOf(get: Operation): Operation {
  return { ...get, id: `${get.id}Head`, method: "HEAD", summary: `${get.summary}: headers only` };
}

const declared = [
  ...robotOperations,
  ...projectOperations,
  ...memberOperations,
  ...activityOperations,
  ...userOperations,
  ...instanceOperations,
  ...configurationOperations,
  document,
];
const hasHead = (path: string) => declared.some((other) => other.path === path && other.method === "HEAD");

/** Everything that the REST API can do. */
export const operations: readonly Operation[] = [
  ...declared,
  ...declared.filter(({ method, path }) => method === "GET" && !hasHead(path)).map(headOf),
];

let built: OpenApi | undefined;

/** The OpenAPI document of {@link operations}. */
export function apiDocument(): OpenApi {
  built ??= openApi(operations, API_VERSION);
  return built;
}
